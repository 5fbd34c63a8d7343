import { deployed } from '../deployed.ts';
import { checkSubmission } from './check-submission.ts';

const { publisher, factsOfSubmission, ...common } = deployed();

/** CheckSubmission as AWS Lambda calls it. */
export const handler = checkSubmission({
  ...common,
  factsOf: factsOfSubmission,
  publish: publisher({ callerWaits: true }),
});
