/**
 * `npm run bench:join`: parts of an organization's trail are made and joined, by slices of time and at once, each in a
 * process of its own. `--requests`, `--parts`; of a hundred requests `--copies`, `--names` and `--violations`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { plainTable } from '../../shared/report/plain-table.ts';
import { makeParts } from './make-parts.ts';

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '2000000' },
    copies: { type: 'string', default: '0' },
    names: { type: 'string', default: '0' },
    violations: { type: 'string', default: '0' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'sts-warden-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const numbers = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
const toMake = numbers as Record<keyof typeof values, number>;
const parts = join(folder, 'parts');
mkdirSync(parts);
makeParts(parts, toMake);
const bytes = readdirSync(parts).reduce((sum, name) => sum + statSync(join(parts, name)).size, 0);
const program = fileURLToPath(new URL('join.ts', import.meta.url));
const ways = ['slices', 'at once'];
const took = ways.map((way): Record<string, number> => {
  const words = ['--max-old-space-size=16000', program, parts, way];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
});
const made = Object.entries({ ...toMake, megabytesOfParts: Math.round(bytes / 1024 / 1024) });
const names = [...new Set(took.flatMap((numbers) => Object.keys(numbers)))];
const rows = [
  ...made.map(([name, value]) => [name, ...ways.map(() => value)]),
  ...names.map((name) => [name, ...took.map((numbers) => numbers[name] ?? 0)]),
].map(([name, ...values]) => [String(name), ...values.map((value) => Number(value).toLocaleString('en'))]);
process.stdout.write(`${plainTable(['', ...ways], rows)}\n`);
