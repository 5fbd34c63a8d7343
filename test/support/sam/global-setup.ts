import { prepare } from '../../../tools/sam/prepare.ts';

/** Sees to the image and bundles the functions, once for all test files. */
export default prepare;
