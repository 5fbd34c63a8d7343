import { optionalList } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { checkSubmission } from './check-submission.ts';
import { deployedProofs } from './deployed-proofs.ts';

const { factsOfSubmission, gate, countCall, ...common } = deployed('caller');

/** CheckSubmission as AWS Lambda calls it. */
export const handler = checkSubmission({
  ...common,
  ...gate(),
  factsOf: factsOfSubmission,
  verifyProofs: deployedProofs(common),
  countCall: countCall(),
  readers: optionalList('READERS'),
});
