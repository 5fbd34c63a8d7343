import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

/** Shows how far long work has come. */
export interface Progress {
  readonly advance: (recordsRead: number) => void;
  readonly stop: () => void;
}

const silent: Progress = { advance: () => undefined, stop: () => undefined };

/** A bar over files on standard error, on a terminal only. */
export function progressOf({ stderr }: Terminal, files: number, wanted: boolean): Progress {
  if (!wanted || stderr.isTTY !== true) return silent;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} files, {records} records, {eta_formatted} left',
    stream: stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(files, 0, { records: 0 });
  return {
    advance: (recordsRead) => bar.increment({ records: recordsRead }),
    stop: () => bar.stop(),
  };
}
