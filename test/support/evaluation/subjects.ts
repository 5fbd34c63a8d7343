import { parseRecord } from '../../../shared/cloudtrail/parse-record.ts';
import type { CredentialRequest, ExpiredCall, JudgedRecord } from '../../../shared/cloudtrail/record.ts';
import { compliantRecord, compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import { parseSubmission } from '../../../shared/submission/parse-submission.ts';
import type { Submission } from '../../../shared/submission/submission.ts';

/** The compliant record with a delta, parsed. */
export function credentialRequest(delta: object = {}): CredentialRequest {
  return ofKind('credential-request', parseRecord(patched(compliantRecord, delta)));
}

/** A call to S3 with credentials that had expired, with a delta, parsed. */
export function expiredCall(delta: object = {}): ExpiredCall {
  return ofKind('expired-call', parseRecord(patched(expiredCallRecord, delta)));
}

/** The compliant submission with a delta, parsed. */
export function submission(delta: object = {}): Submission {
  return parseSubmission(patched(compliantSubmission, delta));
}

/** A call to S3 that was refused because the temporary credentials it was made with had expired. */
export const expiredCallRecord = patched(compliantRecord, {
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  errorCode: 'ExpiredToken',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE01:mapping-orders',
    arn: 'arn:aws:sts::123456789012:assumed-role/redshift-stage/mapping-orders',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
    userName: null,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/etl/redshift-stage' },
    },
  },
  requestParameters: { bucketName: 'mapping-stage', roleArn: null, roleSessionName: null },
  responseElements: null,
});

function ofKind<Kind extends JudgedRecord['kind']>(
  kind: Kind,
  record: JudgedRecord | undefined,
): Extract<JudgedRecord, { kind: Kind }> {
  if (record?.kind === kind) return record as Extract<JudgedRecord, { kind: Kind }>;
  throw new Error(`expected a record of kind ${kind}, got ${record?.kind}`);
}
