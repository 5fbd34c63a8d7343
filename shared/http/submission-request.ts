import type { ValidateFunction } from 'ajv';
import validateSubmission from '../contracts/submission-validator.generated.js';
import type { JsonRequest } from './json-body.ts';

/** The submission contract's validator as @middy/validator calls it: on the whole request. Its errors point into the body. */
export const validateSubmissionRequest: ValidateFunction<JsonRequest> = Object.assign(
  (request: unknown): request is JsonRequest => {
    const valid = validateSubmission((request as JsonRequest).body);
    validateSubmissionRequest.errors = validateSubmission.errors ?? null;
    return valid;
  },
  { schema: validateSubmission.schema, schemaEnv: validateSubmission.schemaEnv },
);
