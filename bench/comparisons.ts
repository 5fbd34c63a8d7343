import { accessCommand } from './access-command.ts';
import { analyseAccount } from './analyse-account.ts';
import { auditBatch } from './audit-batch.ts';
import { checkRequest } from './check-request.ts';
import type { Comparison } from './comparison.ts';
import { decidePackage } from './decide-package.ts';
import { serveSubmission } from './serve-submission.ts';

/** What is compared, by a word for it. A comparison is made where it is measured. */
export const comparisons: Readonly<Record<string, () => Comparison>> = {
  audit: auditBatch,
  check: checkRequest,
  access: analyseAccount,
  accessCommand,
  package: decidePackage,
  serve: serveSubmission,
};
