/**
 * Sends hostile submissions through the pre-submission hook: `npm run fuzz -- --count 1000000`. No answer may be a fault,
 * take the thread more than 50 ms, or echo a value where it refuses. Ends with 1 where one does, and says how to have it
 * again. The same `--seed` makes the same cases.
 */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { standInHook } from './hook.ts';
import { fuzz, mostMilliseconds } from './run.ts';

const warmUp = 2000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});

function numberOf(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isNaN(value) || value < 0) throw new Error(`--${name}: expected a number`);
  return value;
}

const [seed, from, count] = [numberOf('seed'), numberOf('from'), numberOf('count')];
const hook = standInHook();
// What has not run yet is compiled with its first cases.
await fuzz(hook, { seed: seed + 1, from: 0, count: warmUp });

const bar = process.stderr.isTTY
  ? new SingleBar({ format: '{bar} {value}/{total} submissions, {eta} s left' })
  : undefined;
bar?.start(count, 0);
const started = performance.now();
const { cases, statuses, slowest, troubles } = await fuzz(hook, {
  seed,
  from,
  count,
  milliseconds: numberOf('seconds') * 1000,
  advance: (value) => bar?.update(value),
});
bar?.stop();

const seconds = (performance.now() - started) / 1000;
const answers = Object.entries(statuses).map(([status, times]) => `${times} times ${status}`);
process.stdout.write(
  `${cases} submissions in ${seconds.toFixed(0)} s, seed ${seed}: ${answers.join(', ')}\n` +
    `slowest: ${slowest.milliseconds.toFixed(1)} ms of ${mostMilliseconds} (--seed ${seed} --from ${slowest.index} --count 1)\n`,
);
for (const { index, what } of troubles)
  process.stdout.write(`${what} (--seed ${seed} --from ${index} --count 1)\n`);
if (troubles.length > 0) process.exitCode = 1;
