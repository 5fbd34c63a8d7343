/**
 * Calls the built pre-submission hook as fast as it answers: `npm run load -- --seconds 600 --rate max`. Many callers call
 * it, one floods it, and AWS is a stand-in on this machine. Ends with 1 where another caller is told something else than
 * in peace, the flooding caller anything but its answer or 429, p99 is above five times p50, or memory grows.
 */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { linesOf, troublesIn } from './report.ts';
import { runLoad } from './run.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: 'max' },
    callers: { type: 'string', default: '5000' },
    'at-once': { type: 'string', default: '4' },
  },
});

function numberOf(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name}: expected a number above 0`);
  return value;
}

const assignment = {
  seconds: numberOf('seconds'),
  rate: values.rate === 'max' ? Number.POSITIVE_INFINITY : numberOf('rate'),
  callers: numberOf('callers'),
  atOnce: numberOf('at-once'),
};
const bar = process.stderr.isTTY ? new SingleBar({ format: '{bar} {percentage} % {phase}' }) : undefined;
bar?.start(1, 0, { phase: 'in peace' });
const report = await runLoad(assignment, (phase, part) => bar?.update(part, { phase }));
bar?.stop();

const troubles = troublesIn(report);
process.stdout.write(`${linesOf(report).join('\n')}\n`);
for (const trouble of troubles) process.stdout.write(`wrong: ${trouble}\n`);
if (troubles.length > 0) process.exitCode = 1;
