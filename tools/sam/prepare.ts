import { succeed } from './command.ts';
import { writeLocalTemplate } from './templates.ts';

/**
 * Sees to the image, bundles the functions, and writes the template by which they run on this machine. What `sam build`
 * made stays as it is.
 */
export async function prepare(): Promise<void> {
  await succeed('tools/sam/image.sh', [], { echo: process.stderr });
  await succeed('npm', ['run', '--silent', 'build']);
  await writeLocalTemplate();
}
