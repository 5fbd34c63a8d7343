import { succeed } from './command.ts';
import { samCommand, samEnvironment } from './sam-command.ts';
import { writeLocalTemplate } from './templates.ts';

/** Bundles the functions and builds the application, and the template by which it is invoked on this machine. */
export async function buildFunctions(): Promise<string> {
  const bundled = await succeed('npm', ['run', '--silent', 'build']);
  const built = await succeed(await samCommand(), ['build'], { env: samEnvironment() });
  await writeLocalTemplate();
  return `${bundled.stdout}${built.stdout}`;
}
