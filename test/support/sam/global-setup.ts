import { buildFunctions } from '../../../.ci/sam/build-functions.ts';
import { succeed } from '../../../.ci/sam/command.ts';

/** Sees to the image and builds the functions, once for all test files. */
export default async function setup(): Promise<void> {
  const { stdout: image } = await succeed('.ci/sam/image.sh', []);
  process.stderr.write(image);
  await buildFunctions();
}
