/** A process of its own that loads the built CheckSubmission and calls it: what it prints is not the report's. */
import { resolve } from 'node:path';
import { type Advance, type DriveOptions, drive, type Handler } from './drive.ts';
import type { LoadReport, Memory } from './report.ts';

/** What the hook's process is to do. */
export type Assignment = Pick<DriveOptions, 'seconds' | 'rate' | 'callers' | 'atOnce'>;

/** What it tells its parent: how far it is, and at last the report. */
export type Message = { readonly advanced: Parameters<Advance> } | { readonly report: LoadReport };

const { handler }: { handler: Handler } = await import(
  resolve('dist/functions/check-submission/handler.mjs')
);
const { rate, ...assignment }: Assignment = JSON.parse(process.argv[2] ?? '');
const tell = (message: Message) => void process.send?.(message);

function memory(): Memory {
  // What is outside of the heap goes with the collection after the one that frees its holder.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: heapUsed + external, resident: rss };
}

const report = await drive({
  ...assignment,
  // JSON knows no Infinity.
  rate: rate ?? Number.POSITIVE_INFINITY,
  handler,
  memory,
  advance: (...advanced) => tell({ advanced }),
});
tell({ report });
process.disconnect();
