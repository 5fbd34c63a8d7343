/**
 * `npm run bench:simulate`: TrackSessions and the embedded store over sessions of tasks whose fate is known, by a virtual
 * clock: which verdicts and warnings miss, which are false, and what they cost. `--help` says what can be set; after Ctrl-C
 * no run starts any more, and it is reported what there was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { InvalidArgumentError, Option, program } from 'commander';
import { alone, type Disturbances } from './assignment.ts';
import { comparison, courseOf, progressLine } from './report.ts';
import { type Sample, type Simulated, simulate } from './simulate.ts';

interface Options {
  readonly sessions: number;
  readonly tasks: number;
  readonly seed: number;
  readonly settle: number;
  readonly lead: number;
  readonly keptDays: number;
  readonly batch: number;
  readonly sampleHours: number;
  readonly disturbed: Name;
  readonly each?: true;
  readonly format: 'table' | 'json';
}

const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new InvalidArgumentError(`expected a whole number from ${least} on, got \`${text}\``);
  return value;
};
type Name = keyof typeof alone;

const disturbances = Object.keys(alone) as Name[];
const options = program
  .name('bench:simulate')
  .description('Simulates runs, their sessions, and what TrackSessions hears and says of them.')
  .option('--sessions <count>', 'sessions, after which no run starts any more', whole(1), 1_000_000)
  .option('--tasks <count>', 'mapping tasks', whole(1), 10_000)
  .option('--seed <number>', 'the same seed has the same result', whole(0), 1)
  .option('--settle <seconds>', 'after its end at which a run is judged', whole(0), 900)
  .option('--lead <seconds>', 'before the end of credentials at which is warned', whole(60), 300)
  .option('--kept-days <days>', 'for which runs that have ended are kept', whole(1), 400)
  .option('--batch <facts>', 'that the store commits together', whole(1), 1000)
  .option('--sample-hours <hours>', 'of the virtual clock from one sample to the next', whole(1), 1)
  .addOption(
    new Option('--disturbed <by>', 'what comes between').choices(disturbances).default(disturbances.at(-1)),
  )
  .option('--each', 'simulate with each disturbance alone, and with all of them')
  .addOption(new Option('--format <format>', 'of the result').choices(['table', 'json']).default('table'))
  .parse()
  .opts<Options>();

async function simulated(name: string, by: Disturbances): Promise<Simulated> {
  const { sessions, tasks, seed, settle, lead, keptDays, batch, sampleHours } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sts-warden-simulate-'));
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: `{bar} {percentage} % ${name}` }, undefined)
    : undefined;
  bar?.start(sessions, 0);
  const assignment = {
    ...{ sessions, tasks, seed, settleSeconds: settle, renewalLeadSeconds: lead, disturbances: by },
    ...{ batch, sampleHours },
    keptSeconds: keptDays * 24 * 3600,
  };
  try {
    const watcher = {
      progress: (count: number) => bar?.update(Math.min(count, sessions)),
      sample: (sample: Sample) => {
        if (bar === undefined) process.stderr.write(`${name}: ${progressLine(sample)}\n`);
      },
    };
    return await simulate(assignment, folder, { watcher, stop: stop.signal });
  } finally {
    bar?.stop();
    rmSync(folder, { recursive: true });
  }
}

// Ctrl-C: what has begun is simulated to its end.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const chosen = options.each ? disturbances : [options.disturbed];
const results = new Map<string, Simulated>();
for (const name of chosen) results.set(name, await simulated(name, alone[name]));
if (options.format === 'json') {
  process.stdout.write(
    `${JSON.stringify({ options, results: Object.fromEntries(results) }, undefined, 2)}\n`,
  );
} else {
  process.stdout.write(`${comparison(results)}\n`);
  for (const one of results.values()) if (!options.each) process.stdout.write(`\n${courseOf(one)}\n`);
}
