import type { ProxyRequest } from '../../shared/http/json-body.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { accountId, type Kind, kindOf, userOf } from './account.ts';

/** Whoever calls the hook, always with the same task and key. */
export interface Caller {
  readonly index: number;
  /** What the rules make of its task, as {@link verdictOf} says it. */
  readonly expected: RegExp;
  /** The request of its call with a number, which no other call of anybody has. */
  readonly request: (call: number) => ProxyRequest;
}

const expected: Readonly<Record<Kind, RegExp>> = {
  clean: /^200 allow(?: [\w-]+:(?:pass|not-applicable))+$/,
  loaded: /^403 block .*\brequester-has-no-access:violation\b/,
  root: /^403 block .*\bno-root-credentials:violation\b/,
};

/** The caller with a number, its key of the kind that {@link kindOf} says. */
export function callerOf(index: number): Caller {
  const kind = kindOf(index);
  const request = requestsOf(index, kind);
  return { index, expected: expected[kind], request };
}

/** The one that floods the hook: another than so many callers, with a clean key like others. */
export function flooderBeside(callers: number): Caller {
  let index = callers;
  while (kindOf(index) !== 'clean') index++;
  return callerOf(index);
}

function requestsOf(index: number, kind: Kind): Caller['request'] {
  const { arn, principalId, accessKeyId } = userOf(index);
  // The root user's key is in the submission of somebody else: a caller's own key is its own, whatever a listing says.
  const accessKey = kind === 'root' ? accessKeyId.replace('LOAD', 'SELF') : accessKeyId;
  const identity = { accessKey, userArn: arn, caller: principalId, user: principalId, accountId };
  const connection = {
    type: 'amazon-redshift-v2',
    authentication: 'assume-role-user',
    accessKeyId,
    iamRoleArn: `arn:aws:iam::${accountId}:role/stage-${index}`,
    region: 'eu-central-1',
  };
  const end = { connection: 'redshift', s3BucketName: `stage-${index}` };
  const submission = {
    schemaVersion: '1',
    task: { name: `orders-${index}`, expectedRunSeconds: 600 },
    connections: { redshift: connection },
    sources: [{ name: 'Orders', ...end }],
    targets: [{ name: 'Orders copy', ...end }],
  };
  return (call) => ({
    headers: { 'Content-Type': 'application/json' },
    queryStringParameters: null,
    body: JSON.stringify({ ...submission, submissionId: `call-${call}` }),
    isBase64Encoded: false,
    requestContext: { identity },
  });
}

/** What an answer decides: its status, the decision, and each rule's outcome. Two answers that agree in it say the same. */
export function verdictOf({ statusCode, body }: ProxyResponse): string {
  const { decision = 'nothing', results = [] }: { decision?: string; results?: readonly RuleResult[] } =
    JSON.parse(body);
  return [statusCode, decision, ...results.map(({ ruleId, outcome }) => `${ruleId}:${outcome}`)].join(' ');
}

interface RuleResult {
  readonly ruleId: string;
  readonly outcome: string;
}
