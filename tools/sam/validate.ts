/** `npm run sam:validate`: checks template.yaml by the SAM CLI and its linter. */
import { succeed } from './command.ts';
import { samCommand, samEnvironment } from './sam-command.ts';
import { runScript } from './tool-error.ts';

await runScript(async () => {
  const { stdout } = await succeed(await samCommand(), ['validate', '--lint'], { env: samEnvironment() });
  process.stdout.write(stdout);
  return 0;
});
