/**
 * `npm run bench:join`: parts of an organization's trail are made and joined, in a process of its own, as the last step of
 * AuditArchive does it. `--requests`, `--parts`; of a hundred requests `--copies`, `--names` and `--violations`.
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
const took = JSON.parse(
  execFileSync(process.execPath, ['--max-old-space-size=16000', program, parts], { encoding: 'utf8' }),
);
const megabytesOfParts = Math.round(bytes / 1024 / 1024);
const rows = Object.entries({ ...toMake, megabytesOfParts, ...took }).map(([name, value]) => [
  name,
  Number(value).toLocaleString('en'),
]);
process.stdout.write(`${plainTable(['', ''], rows)}\n`);
