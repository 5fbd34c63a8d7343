import type { Violation } from '../contracts/result-contract.generated.ts';

/** Where findings are imported. */
export interface FindingProduct {
  /** `arn:<partition>:securityhub:<region>:<account>:product/<account>/default` */
  readonly productArn: string;
}

/** A violation in the AWS Security Finding Format. The same violation has the same `Id`, so that Security Hub updates it. */
export function asFinding(violation: Violation, { productArn }: FindingProduct) {
  const { id, ruleId, severity, status, title, message, remediation, references, observedAt } = violation;
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: productArn,
    GeneratorId: `sts-warden/${ruleId}`,
    AwsAccountId: productArn.split(':')[4],
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: observedAt,
    UpdatedAt: observedAt,
    Severity: { Label: severity.toUpperCase() as Uppercase<typeof severity> },
    Title: title.slice(0, 256),
    Description: message.slice(0, 1024),
    Remediation: { Recommendation: { Text: remediation.slice(0, 512), Url: references.find(isUrl) } },
    ProductFields: { 'sts-warden/status': status },
    Resources: [resourceOf(violation)],
    Compliance: { Status: 'FAILED' as const },
    // An exempted finding is kept, but asks nobody to act.
    RecordState: status === 'exempted' ? ('ARCHIVED' as const) : ('ACTIVE' as const),
  };
}

function resourceOf({ subject }: Violation): { Type: string; Id: string } {
  const { requester, roleArn, submissionId, eventId } = subject;
  if (requester?.includes(':user/')) return { Type: 'AwsIamUser', Id: requester };
  if (roleArn !== undefined) return { Type: 'AwsIamRole', Id: roleArn };
  return { Type: 'Other', Id: requester ?? submissionId ?? eventId ?? 'unknown' };
}

function isUrl(reference: string): boolean {
  return reference.startsWith('https://');
}
