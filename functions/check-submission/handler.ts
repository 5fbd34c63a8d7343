import { deployed } from '../../shared/deployment/deployed.ts';
import { checkSubmission } from './check-submission.ts';

const { publisher, factsOfSubmission, ...common } = deployed();

/** CheckSubmission as AWS Lambda calls it. */
export const handler = checkSubmission({
  ...common,
  factsOf: factsOfSubmission,
  // A caller waits: fewer tries, so that the function's own answer (503) comes before API Gateway's.
  publish: publisher({ attempts: 2 }),
});
