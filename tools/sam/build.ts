/** `npm run sam:build`: bundles the functions and builds the SAM application. */
import { succeed } from './command.ts';
import { samCommand, samEnvironment } from './sam-command.ts';
import { runScript } from './tool-error.ts';

await runScript(async () => {
  const bundled = await succeed('npm', ['run', '--silent', 'build']);
  const built = await succeed(await samCommand(), ['build'], { env: samEnvironment() });
  process.stdout.write(`${bundled.stdout}${built.stdout}`);
  return 0;
});
