import { buildFunctions } from '../../../tools/sam/build-functions.ts';
import { succeed } from '../../../tools/sam/command.ts';

/** Sees to the image and builds the functions, once for all test files. */
export default async function setup(): Promise<void> {
  await succeed('tools/sam/image.sh', [], { echo: process.stderr });
  await buildFunctions();
}
