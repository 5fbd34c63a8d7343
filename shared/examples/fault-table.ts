/** What becomes of a submission: a decision, or none (503). */
export type Told = 'allow' | 'block' | '503';

/** What goes wrong with a call to AWS. */
export const faults = {
  failure: 'an error of AWS’s own (500)',
  throttling: 'throttling',
  refusal: 'access denied',
  reset: 'the connection breaks',
  garbage: '200 and no answer that can be read',
  emptiness: '200 and an empty answer',
  silence: 'no answer at all',
} as const;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;

/** Users and access keys of the table’s account, as AWS has them. The root user’s key is in no listing, which has users’ keys. */
export const faultAccount = {
  requester: { arn: user('clean'), accessKeyId: 'AKIAEXAMPLECLEAN0001', hasAccess: false },
  administrator: { arn: user('administrator'), accessKeyId: 'AKIAEXAMPLEADMIN0001', hasAccess: true },
  rootKey: 'AKIAEXAMPLEROOT00001',
} as const;

/** The operator’s policy: the default one, but a task of unknown length does not start. */
export const operatorsPolicy = {
  schemaVersion: '1',
  rules: { 'duration-covers-run': { whenUndecided: 'block' } },
} as const;

/** The role that the submissions’ connections assume. */
export const faultRole = { name: 'redshift-stage', maxSessionDuration: 7200 } as const;

const { requester, administrator, rootKey } = faultAccount;
const connection = (accessKeyId: string | null, principalArn: string) => ({
  connections: { redshift: { accessKeyId, principalArn } },
});

/** Submissions as deltas on the compliant one. Healthy, the last is allowed and each other blocked. */
export const faultSubmissions = {
  rootKey: { says: 'root’s key, a clean user declared', delta: connection(rootKey, requester.arn) },
  administratorsKey: {
    says: 'an administrator’s key, a clean user declared',
    delta: connection(administrator.accessKeyId, requester.arn),
  },
  declaredRoot: { says: 'root declared, no key', delta: connection(null, 'arn:aws:iam::123456789012:root') },
  declaredAdministrator: {
    says: 'an administrator declared, no key',
    delta: connection(null, administrator.arn),
  },
  operatorsOwn: {
    says: 'what the operator’s policy alone blocks',
    delta: {
      ...connection(requester.accessKeyId, requester.arn),
      task: { id: 'task-1', expectedRunSeconds: null },
    },
  },
  good: {
    says: 'a good one, that asks for as long as its role may be assumed',
    delta: {
      ...connection(requester.accessKeyId, requester.arn),
      sources: [{ temporaryCredentialDuration: faultRole.maxSessionDuration }],
      targets: [{ temporaryCredentialDuration: faultRole.maxSessionDuration }],
    },
  },
} as const;
export type FaultSubmission = keyof typeof faultSubmissions;

/** What each submission is told, in the order of {@link faultSubmissions}. */
export type Answers = readonly [Told, Told, Told, Told, Told, Told];

/** A row: what of AWS goes wrong, and what each submission is told then. */
export interface FaultRow {
  readonly service: string;
  /** Calls by their names in AWS’s API. */
  readonly operations: readonly string[];
  /** Whatever the fault. */
  readonly answers: Answers;
  /** Faults after which something else is told. */
  readonly except?: Partial<Readonly<Record<FaultName, Answers>>>;
}

export const healthy: Answers = ['block', 'block', 'block', 'block', 'block', 'allow'];
const nothing: Answers = ['503', '503', '503', '503', '503', '503'];

/** Root that the submission itself declares blocks, whatever else is known. */
const declaredAlone: Answers = ['503', '503', 'block', '503', '503', '503'];

/** Where the policy is not in the table. */
export const firstRows: readonly FaultRow[] = [
  {
    service: 'AWS AppConfig, and nobody has ever read the policy',
    operations: ['POST /configurationsessions', 'GET /configuration'],
    answers: nothing,
  },
  { service: 'Amazon DynamoDB', operations: ['PutItem'], answers: healthy },
];

/** Where the policy was read once, and is in the table. */
export const laterRows: readonly FaultRow[] = [
  {
    service: 'AWS AppConfig, and the last good policy is in the table',
    operations: ['POST /configurationsessions', 'GET /configuration'],
    answers: healthy,
  },
  {
    service: 'AWS STS',
    operations: ['GetAccessKeyInfo'],
    answers: ['503', 'block', 'block', 'block', '503', '503'],
  },
  {
    service: 'AWS IAM',
    operations: ['GetRole'],
    answers: ['block', 'block', 'block', 'block', 'block', '503'],
  },
  {
    service: 'Amazon DynamoDB, whole',
    operations: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'TransactWriteItems', 'UpdateItem'],
    answers: nothing,
  },
  { service: 'Amazon DynamoDB', operations: ['BatchGetItem'], answers: declaredAlone },
  { service: 'Amazon DynamoDB', operations: ['GetItem'], answers: nothing, except: { emptiness: healthy } },
  {
    service: 'Amazon DynamoDB',
    operations: ['Query'],
    answers: ['block', 'block', 'block', 'block', '503', 'allow'],
  },
  { service: 'Amazon DynamoDB', operations: ['TransactWriteItems'], answers: nothing },
  { service: 'Amazon DynamoDB', operations: ['UpdateItem'], answers: nothing },
  { service: 'Amazon EventBridge', operations: ['PutEvents'], answers: nothing },
];

/** What RefreshPrincipals has not been able to find out of AWS IAM. */
export const refreshRows = {
  old: { service: 'AWS IAM, for longer than a listing holds', answers: declaredAlone },
  never: {
    service: 'AWS IAM, and nobody has ever listed the account',
    answers: declaredAlone,
  },
} as const satisfies Record<string, { readonly service: string; readonly answers: Answers }>;
