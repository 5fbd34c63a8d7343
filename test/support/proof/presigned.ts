import type { Credentials } from '../../../cli/credentials.ts';
import { presignCallerIdentity } from '../../../cli/presign.ts';
import { compliantSubmission } from '../../../shared/examples/compliant.ts';
import { proofHeaders } from '../../../shared/proof/signed-headers.ts';
import { parseSubmission } from '../../../shared/submission/parse-submission.ts';
import { evaluatedAt } from '../functions/invoke.ts';

export const deploymentId = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const submission = parseSubmission(compliantSubmission);
/** The example's requester: the key of its connection, and what must come out nowhere. */
export const requesterKey: Credentials = {
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  secretAccessKey: 'SECRET-KEY-THAT-MUST-NEVER-LEAVE',
};
export const sessionKey: Credentials = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
  secretAccessKey: 'SECRET-KEY-THAT-MUST-NEVER-LEAVE',
  sessionToken: 'SESSION/TOKEN+THAT-MUST-NEVER-LEAVE==',
};

export interface Presigned {
  readonly credentials?: Credentials;
  readonly host?: string;
  readonly region?: string;
  readonly deployment?: string;
  readonly of?: Parameters<typeof proofHeaders>[1];
  readonly now?: Date;
}

/** A proof of the example's requester, at the tests' time. */
export function presigned({
  credentials = requesterKey,
  host = 'sts.eu-central-1.amazonaws.com',
  region = 'eu-central-1',
  deployment = deploymentId,
  of = submission,
  now = new Date(evaluatedAt),
}: Presigned = {}): Promise<string> {
  return presignCallerIdentity({ credentials, host, region, headers: proofHeaders(deployment, of), now });
}
