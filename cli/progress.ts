import { SingleBar } from 'cli-progress';
import { type Terminal, understandsEscapes } from './terminal.ts';

/** Shows how far long work has come. */
export interface Progress {
  /** One more of what is counted is done; `counts` are further numbers that the bar's format names. */
  readonly advance: (counts?: Readonly<Record<string, number>>) => void;
  /** So many are done of so many: both may have changed. */
  readonly show: (done: number, all: number, texts: Readonly<Record<string, string>>) => void;
  readonly stop: () => void;
}

interface ProgressBar {
  /** The bar's text, as cli-progress writes it; names in braces are numbers and texts. */
  readonly format: string;
  /** How many there are in all, where that is known; a function is asked where the bar is shown only. */
  readonly total?: number | (() => number);
  /** The further numbers and texts at the start. */
  readonly counts?: Readonly<Record<string, number | string>>;
}

const silent: Progress = { advance: () => undefined, show: () => undefined, stop: () => undefined };

/** A progress bar on standard error, on a terminal only and where the user did not ask for none. */
export function progressOf(
  { stderr, environment }: Terminal,
  { progress, quiet }: { readonly progress: boolean; readonly quiet?: boolean },
  { format, total = 0, counts = {} }: ProgressBar,
): Progress {
  if (!progress || quiet === true || !understandsEscapes(stderr, environment)) return silent;
  // The terminal's own settings stay as they are: there is nothing to restore where the program is ended.
  const bar = new SingleBar({
    format,
    stream: stderr,
    clearOnComplete: true,
    linewrap: true,
    gracefulExit: false,
  });
  bar.start(typeof total === 'number' ? total : total(), 0, counts);
  return {
    advance: (more = {}) => bar.increment(more),
    show: (done, all, texts) => {
      bar.setTotal(all);
      bar.update(done, texts);
    },
    stop: () => bar.stop(),
  };
}
