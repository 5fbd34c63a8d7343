import { deployed } from '../deployed.ts';
import { checkSubmission } from './check-submission.ts';
import { deployedProofs } from './deployed-proofs.ts';

const { factsOfSubmission, ...common } = deployed('caller');

/** CheckSubmission as AWS Lambda calls it. */
export const handler = checkSubmission({
  ...common,
  factsOf: factsOfSubmission,
  verifyProofs: deployedProofs(common),
});
