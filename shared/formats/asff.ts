import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { jsonList } from '../json/json-text.ts';
import { reportedFindings } from '../report/reported-finding.ts';
import { resourcesOf } from '../report/resources.ts';
import type { Result } from '../report/result.ts';
import type { Format, FormatOption } from './format.ts';

const productArn: FormatOption = {
  name: 'product-arn',
  value: '<arn>',
  description: 'for --format asff: the product of Security Hub that findings are imported as',
  pattern: /^arn:aws[\w-]*:securityhub:[a-z0-9-]+:\d{12}:product\/[^/\s]+\/[^/\s]+$/,
  expected: 'arn:aws:securityhub:<region>:<account>:product/<account>/default',
};

/** The AWS Security Finding Format, for `aws securityhub batch-import-findings`. */
export const asff: Format = {
  name: 'asff',
  summary: 'the AWS Security Finding Format, a list for Security Hub',
  results: ['audit', 'check', 'sweep', 'access'],
  omitsUnread: true,
  option: productArn,
  *render(results, { options }) {
    yield* jsonList(findingTexts(results, { productArn: options[productArn.name] ?? '' }));
    yield '\n';
  },
};

function* findingTexts(results: readonly Result[], product: FindingProduct): Generator<[string]> {
  for (const result of results)
    for (const { finding, newest } of reportedFindings(result))
      yield [JSON.stringify(securityFinding({ finding, newest }, product))];
}

/** Where findings are imported. */
export interface FindingProduct {
  /** `arn:<partition>:securityhub:<region>:<account>:product/<account>/default` */
  readonly productArn: string;
}

/** A finding, and the newest of its violations. */
interface Importable {
  readonly finding: Finding;
  readonly newest: Violation;
}

/** A finding in the AWS Security Finding Format. The same one has the same `Id`, so that Security Hub updates it. */
export function securityFinding({ finding, newest }: Importable, { productArn: arn }: FindingProduct) {
  const { id, ruleId, severity, status, occurrences, firstSeen, lastSeen } = finding;
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: arn,
    GeneratorId: `sts-warden/${ruleId}`,
    AwsAccountId: arn.split(':')[4],
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    FirstObservedAt: firstSeen,
    LastObservedAt: lastSeen,
    CreatedAt: firstSeen,
    UpdatedAt: lastSeen,
    Severity: { Label: severity.toUpperCase() as Uppercase<typeof severity> },
    Title: shortened(finding.title, 256),
    Description: shortened(finding.message, 1024),
    Remediation: {
      Recommendation: { Text: shortened(finding.remediation, 512), Url: newest.references.find(isUrl) },
    },
    ProductFields: { 'sts-warden/status': status, 'sts-warden/occurrences': String(occurrences) },
    Resources: resourcesOf(newest).map(({ kind, id: name }) => ({
      Type: types[kind],
      Id: shortened(name, 512),
    })),
    Compliance: { Status: 'FAILED' as const },
    // An exempted finding is kept, but asks nobody to act.
    RecordState: status === 'exempted' ? ('ARCHIVED' as const) : ('ACTIVE' as const),
  };
}

const types = { user: 'AwsIamUser', role: 'AwsIamRole', other: 'Other' };

function shortened(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}

function isUrl(reference: string): boolean {
  return reference.startsWith('https://');
}
