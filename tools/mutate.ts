/**
 * `npm run mutate`: mutation tests of all pieces, or of those that are named: `npm run mutate -- access aws`. What no test
 * noticed is printed; ends with 1 where of a piece too much was not.
 */
import { spawnSync } from 'node:child_process';
import { pieces } from './mutation-pieces.ts';

/** Too large to be installed by everybody who changes something. */
const packages = ['vitest@5.1.1', '@stryker-mutator/core@10.1.1', '@stryker-mutator/vitest-runner@10.1.1'];

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pieces);
const unknown = chosen.find((name) => !Object.hasOwn(pieces, name));
if (unknown !== undefined) {
  process.stderr.write(`expected ${Object.keys(pieces).join(', ')}, got \`${unknown}\`\n`);
  process.exit(3);
}

for (const name of chosen) {
  const words = [...packages.map((one) => `--package=${one}`), 'stryker', 'run'];
  const { status } = spawnSync('npx', ['--yes', ...words], {
    stdio: 'inherit',
    env: { ...process.env, PIECE: name, ORACLE_RUNS: '3000' },
  });
  if (status !== 0) process.exitCode = 1;
}
