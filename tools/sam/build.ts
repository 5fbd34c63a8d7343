/** `npm run sam:build`: bundles the functions and builds the SAM application. */
import { buildFunctions } from './build-functions.ts';
import { runScript } from './tool-error.ts';

await runScript(async () => {
  process.stdout.write(await buildFunctions());
  return 0;
});
