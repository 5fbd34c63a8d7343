/**
 * `npm run bench:archive`: the whole command on archives, beside gunzip alone and what people use, on the same files in the
 * same run. `--gigabytes 10` for a large one. Needs 2 GB in the temporary folder for each gigabyte that is written plain.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { plainTable } from '../../shared/report/plain-table.ts';
import { type MadeArchive, makeArchive } from './make-archive.ts';
import { type Run, runProgram } from './run-program.ts';

const rounds = 3;
/** Seconds. */
const slow = 20;
const threads = '2';
const recordsOfFile = 7000;
const filesOfGigabyte = 98;
/** Of the time that each takes beside ours, at the least; of gunzip alone, the part of ours that it takes. */
const leastRatio = { gunzip: 0.75, naive: 2.5, duckdb: 1 } as const;
/** Of what decompression alone would gain over `JSON.parse`, where that is less than is asked: it differs by machine. */
const leastOfGain = 0.8;
const mostMegabytes = 250;
const mostSmallFiles = 1.3;

const { values } = parseArgs({ options: { gigabytes: { type: 'string', default: '1' } } });
const folder = mkdtempSync(join(tmpdir(), 'sts-warden-bench-'));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

execFileSync(process.execPath, ['tools/pack.ts', join(folder, 'pack')], { stdio: 'ignore' });
const program = join(folder, 'pack', 'package', 'sts-warden.mjs');
const ours = (path: string, count = threads) => [
  ...[process.execPath, program, 'audit', path, '--threads', count],
  ...['--fail-level', 'never', '--format', 'json', '--output', join(folder, 'report.json')],
];

/** The least time of several runs, and the most memory; each program in turn, so that the machine's moods hit all. */
async function measure(programs: ReadonlyMap<string, readonly string[]>): Promise<Map<string, Run>> {
  const best = new Map<string, Run>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, words] of programs) {
      // What takes ten times as long is measured once.
      if ((best.get(name)?.seconds ?? 0) > slow) continue;
      const run = await runProgram(words);
      const before = best.get(name) ?? run;
      best.set(name, {
        seconds: Math.min(before.seconds, run.seconds),
        megabytes: Math.max(before.megabytes, run.megabytes),
      });
    }
  }
  return best;
}

function isInstalled(...[command, ...words]: [string, ...string[]]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

function rivals({ folder: path }: MadeArchive): Map<string, readonly string[]> {
  const python = process.env.DUCKDB_PYTHON ?? 'python3';
  const jq = `zcat ${path}/*.gz | jq -c '.Records[] | select(.eventSource == "sts.amazonaws.com")' > /dev/null`;
  return new Map([
    ['sts-warden audit', ours(path)],
    ['gunzip alone', [process.execPath, here('gunzip-alone.ts'), path, threads]],
    ['gunzip and JSON.parse', [process.execPath, here('gunzip-alone.ts'), path, threads, 'parse']],
    ...(isInstalled(python, '-c', 'import duckdb')
      ? ([['DuckDB, SQL of three rules', [python, here('three_rules.py'), path, threads]]] as const)
      : []),
    ...(isInstalled('jq', '--version') ? ([['zcat and jq', ['sh', '-c', jq]]] as const) : []),
  ]);
}

const gigabytes = Number(values.gigabytes);
process.stderr.write(`writing ${gigabytes} GB of log files\n`);
const archive = makeArchive(join(folder, 'archive'), {
  files: Math.ceil(gigabytes * filesOfGigabyte),
  recordsOfFile,
});
const runs = await measure(rivals(archive));
const own = runs.get('sts-warden audit') as Run;
const rows = [...runs].map(([name, { seconds, megabytes }]) => [
  name,
  `${seconds.toFixed(2)} s`,
  (seconds / own.seconds).toFixed(2),
  `${Math.round(archive.records / seconds / 1000)},000`,
  `${megabytes.toFixed(0)} MB`,
]);
const size = `${(archive.bytes / 1e9).toFixed(2)} GB, ${archive.records} records`;
process.stdout.write(`${plainTable([size, 'Time', 'Times ours', 'Records/s', 'Memory'], rows)}\n\n`);

const perSmallFile = 16;
const small = makeArchive(join(folder, 'small'), { files: 50_000, recordsOfFile: perSmallFile });
const one = makeArchive(join(folder, 'one'), { files: 1, recordsOfFile: 50_000 * perSmallFile });
const tiny = makeArchive(join(folder, 'tiny'), { files: 10, recordsOfFile });
const plain = makeArchive(join(folder, 'plain'), { files: 1, recordsOfFile: 200_000, isCompressed: false });
const others = await measure(
  new Map([
    ['50,000 files of 16 records', ours(small.folder)],
    ['one file of the same records', ours(one.folder)],
    ['0.1 GB', ours(tiny.folder)],
    ['one plain file of 0.3 GB', ours(plain.folder)],
  ]),
);
const otherRows = [...others].map(([name, { seconds, megabytes }]) => [
  name,
  `${seconds.toFixed(2)} s`,
  `${megabytes.toFixed(0)} MB`,
]);
process.stdout.write(`${plainTable(['sts-warden audit', 'Time', 'Memory'], otherRows)}\n`);

const timesOurs = (name: string) => (runs.get(name)?.seconds ?? Number.POSITIVE_INFINITY) / own.seconds;
const gain = timesOurs('gunzip and JSON.parse') / timesOurs('gunzip alone');
const leastOverNaive = Math.min(leastRatio.naive, leastOfGain * gain);
const smallRatio =
  (others.get('50,000 files of 16 records') as Run).seconds /
  (others.get('one file of the same records') as Run).seconds;
const memory = Math.max(own.megabytes, ...[...others.values()].map(({ megabytes }) => megabytes));
const faults = [
  ...(timesOurs('gunzip alone') < leastRatio.gunzip ? ['slower than 0.75 times gunzip alone'] : []),
  ...(timesOurs('gunzip and JSON.parse') < leastOverNaive
    ? [`not ${leastOverNaive.toFixed(1)} times as fast as JSON.parse`]
    : []),
  ...(timesOurs('DuckDB, SQL of three rules') < leastRatio.duckdb ? ['slower than DuckDB'] : []),
  ...(smallRatio > mostSmallFiles ? [`small files take ${smallRatio.toFixed(2)} times one file`] : []),
  ...(memory > mostMegabytes ? [`${memory.toFixed(0)} MB of memory`] : []),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
