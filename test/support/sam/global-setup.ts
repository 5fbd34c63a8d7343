import { buildFunctions } from '../../../.ci/sam/build-functions.ts';
import { succeed } from '../../../.ci/sam/command.ts';

/** Sees to the image and builds the functions, once for all test files. */
export default async function setup(): Promise<void> {
  await succeed('.ci/sam/image.sh', [], { echo: process.stderr });
  await buildFunctions();
}
