/**
 * `npm run bench:objects`: the whole command on an archive in Amazon S3, which a stand-in on loopback serves from its own
 * process, beside the same files on disk. `--gigabytes 10` for a large one.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { plainTable } from '../../shared/report/plain-table.ts';
import { makeArchive } from './make-archive.ts';
import { type Run, runProgram } from './run-program.ts';

const rounds = 5;
const recordsOfFile = 7000;
const filesOfGigabyte = 98;
/** Of the speed on disk, at the least. */
const leastRatio = 0.8;
const mostMegabytes = 350;

const { values } = parseArgs({ options: { gigabytes: { type: 'string', default: '2' } } });
const folder = mkdtempSync(join(tmpdir(), 'sts-warden-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

execFileSync(process.execPath, ['tools/pack.ts', join(folder, 'pack')], { stdio: 'ignore' });
const program = join(folder, 'pack', 'package', 'sts-warden.mjs');
const files = Math.ceil(Number(values.gigabytes) * filesOfGigabyte);
const archive = makeArchive(join(folder, 'archive'), { files, recordsOfFile });

const serving = fileURLToPath(new URL('object-server.ts', import.meta.url));
const server = spawn(process.execPath, [serving, archive.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => server.kill());
const [endpoint] = await once(server.stdout, 'data');
Object.assign(process.env, {
  AWS_ENDPOINT_URL_S3: String(endpoint).trim(),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01',
  AWS_SECRET_ACCESS_KEY: 'example',
});

const best = new Map<string, Run>();
const paths = [
  ['files on disk', archive.folder],
  ['objects', 's3://bucket'],
] as const;
for (let round = 0; round < rounds; round++) {
  for (const [name, path] of paths) {
    const output = join(folder, 'report.json');
    const words = [
      'audit',
      path,
      '--threads',
      '2',
      '--fail-level',
      'never',
      '--format',
      'json',
      '--output',
      output,
    ];
    const run = await runProgram([process.execPath, program, ...words]);
    const before = best.get(name) ?? run;
    best.set(name, {
      seconds: Math.min(before.seconds, run.seconds),
      megabytes: Math.max(before.megabytes, run.megabytes),
    });
  }
}
server.kill();

const disk = best.get('files on disk') as Run;
const objects = best.get('objects') as Run;
const rows = [...best].map(([name, { seconds, megabytes }]) => [
  name,
  `${seconds.toFixed(2)} s`,
  (disk.seconds / seconds).toFixed(2),
  `${megabytes.toFixed(0)} MB`,
]);
const size = `${(archive.bytes / 1e9).toFixed(2)} GB, ${archive.records} records`;
process.stdout.write(`${plainTable([size, 'Time', 'Speed of disk', 'Memory'], rows)}\n`);
const ratio = disk.seconds / objects.seconds;
if (ratio < leastRatio)
  process.stderr.write(`objects are read at ${ratio.toFixed(2)} times the speed of files\n`);
if (objects.megabytes > mostMegabytes) process.stderr.write(`${objects.megabytes.toFixed(0)} MB of memory\n`);
if (ratio < leastRatio || objects.megabytes > mostMegabytes) process.exitCode = 1;
