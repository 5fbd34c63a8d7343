import { deployed } from '../deployed.ts';
import { reviewSubmission } from './review-submission.ts';

const { setAside, factsOfSubmission, gate, ...common } = deployed('queue');

/** ReviewSubmission as AWS Lambda calls it. */
export const handler = reviewSubmission({
  ...common,
  ...gate(),
  factsOf: factsOfSubmission,
  setAside: setAside(),
});
