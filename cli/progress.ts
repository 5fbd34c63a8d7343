import { SingleBar } from 'cli-progress';
import { type Terminal, understandsEscapes } from './terminal.ts';

/** Shows how far long work has come. */
export interface Progress {
  /** One more of what is counted is done; `counts` are further numbers that the bar's format names. */
  readonly advance: (counts?: Readonly<Record<string, number>>) => void;
  readonly stop: () => void;
}

interface ProgressBar {
  /** The bar's text, as cli-progress writes it; names in braces are numbers. */
  readonly format: string;
  /** How many there are in all, where that is known. */
  readonly total?: number;
  /** The further numbers at the start. */
  readonly counts?: Readonly<Record<string, number>>;
}

const silent: Progress = { advance: () => undefined, stop: () => undefined };

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
  bar.start(total, 0, counts);
  return {
    advance: (more = {}) => bar.increment(more),
    stop: () => bar.stop(),
  };
}
