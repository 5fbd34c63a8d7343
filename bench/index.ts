import { plainTable } from '../shared/report/plain-table.ts';
import { coldStarts } from './cold-start.ts';
import { compare } from './ratio.ts';

/** Milliseconds that importing a handler may cost over importing an empty one, and bytes that it may read at once. */
const mostImport = 15;
const mostInitial = 150 * 1024;
/** The most that work may cost as a multiple of its baseline: less than a fifth above what it does cost. */
const mostRatio = { audit: 2, check: 4.9, access: 2.4, accessCommand: 5.5, package: 3, serve: 4 } as const;

const imports = coldStarts().map((start) => ({ ...start, cost: start.handler - start.empty }));
const importRows = imports.map(({ name, handler, empty, cost, initialBytes }) => [
  name,
  `${handler.toFixed(1)} ms`,
  `${empty.toFixed(1)} ms`,
  `${cost.toFixed(1)} ms`,
  `${(initialBytes / 1024).toFixed(0)} KB`,
]);
process.stdout.write(
  `${plainTable(['Import of', 'Handler', 'Empty', `Over (at most ${mostImport} ms)`, 'Initial (at most 150 KB)'], importRows)}\n\n`,
);

const ratios = Object.entries(mostRatio).map(([word, limit]) => ({ ...compare(word), limit }));
const ratioRows = ratios.map(({ name, work, baseline, ratio, limit }) => [
  name,
  `${work.toFixed(3)} ms`,
  `${baseline.toFixed(3)} ms`,
  ratio.toFixed(2),
  limit,
]);
process.stdout.write(`${plainTable(['What', 'Work', 'Baseline', 'Ratio', 'Limit'], ratioRows)}\n`);

const tooMuch =
  ratios.some(({ ratio, limit }) => ratio > limit) ||
  imports.some(({ cost, initialBytes }) => cost > mostImport || initialBytes > mostInitial);
if (tooMuch) process.exitCode = 1;
