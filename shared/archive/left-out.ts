import { besideTimes, isOfDay } from './log-days.ts';
import type { TimeRange } from './time-range.ts';

/** What of an archive was left out because it lies in folders of other days. */
export interface LeftOutByDate {
  /** The times of the events that were wanted. */
  readonly times: TimeRange;
  readonly files: number;
  /** Folders of which nobody listed the files. */
  readonly folders: number;
  /** Whether some of it is later than what was to be read: the archive goes on. */
  readonly goesOn: boolean;
}

/** Leaves files and folders out by the times of the events that are wanted, and counts them. */
export class LeavingOut {
  readonly #times: TimeRange;
  #files = 0;
  #folders = 0;
  #goesOn = false;

  constructor(times: TimeRange = {}) {
    this.#times = times;
  }

  /** Whether anything may be left out. */
  get isByDate(): boolean {
    return this.#times.from !== undefined || this.#times.to !== undefined;
  }

  /** Leaves a file out, where it is of another day, by the path of the folder that it lies in. Says whether it did. */
  file(folder: string): boolean {
    if (!isOfDay(folder) || !this.#isBeside(folder)) return false;
    this.#files++;
    return true;
  }

  /** The same of a folder of a year, month or day. */
  folder(folder: string): boolean {
    if (!this.#isBeside(folder)) return false;
    this.#folders++;
    return true;
  }

  /** Whether a folder is none of a year, month or day that is left out; counts nothing. */
  isWanted(folder: string): boolean {
    return besideTimes(folder, this.#times) === undefined;
  }

  /** How many files and folders were. */
  get count(): number {
    return this.#files + this.#folders;
  }

  /** What was left out; `undefined` where nothing was. */
  get counts(): LeftOutByDate | undefined {
    if (this.count === 0) return undefined;
    return { times: this.#times, files: this.#files, folders: this.#folders, goesOn: this.#goesOn };
  }

  #isBeside(folder: string): boolean {
    const where = besideTimes(folder, this.#times);
    this.#goesOn ||= where === 'later';
    return where !== undefined;
  }
}
