/**
 * `npm run release`: makes all files of a release in `dist/release/`, from a clean tree whose files agree on the version.
 * `-- --trial` makes them of whatever is here. Prints their paths. Asks no network.
 */
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../sam/tool-error.ts';
import { makeRelease } from './make-release.ts';

function isTrial(): boolean {
  try {
    return parseArgs({ options: { trial: { type: 'boolean', default: false } } }).values.trial;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

await runScript(async () => {
  const paths = await makeRelease({ folder: 'dist/release', isTrial: isTrial() });
  process.stdout.write(`${paths.join('\n')}\n`);
  return 0;
});
