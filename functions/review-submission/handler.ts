import { deployed } from '../deployed.ts';
import { reviewSubmission } from './review-submission.ts';

const { publisher, setAside, factsOfSubmission, ...common } = deployed();

/** ReviewSubmission as AWS Lambda calls it. */
export const handler = reviewSubmission({
  ...common,
  factsOf: factsOfSubmission,
  publish: publisher({ callerWaits: false }),
  setAside: setAside(),
});
