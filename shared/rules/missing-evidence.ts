import type { UnresolvedOfConnection, UnresolvedOfEndpoint } from '../submission/submission.ts';

/** Evidence for want of which a rule cannot decide. */
export interface MissingEvidence {
  /** What is not known. */
  readonly what: string;
  /** What supplies it to an audit of records; absent where nothing does. */
  readonly forRecords?: string;
  /** What supplies it to the decision on a submission; absent where nothing does. */
  readonly forSubmissions?: string;
  /** Whether it says what a requester may do. */
  readonly isAccess?: true;
}

const wholeAccount = '`--iam FILE` of its account (`aws iam get-account-authorization-details`)';
const ofMembers = '`MemberAccounts` of the stack (docs/deploy.md#principals-of-member-accounts)';
const otherTrail = 'the trail of the account and the time';
const wholeRecords = 'records as CloudTrail delivers them, with all members';
const source = 'the value that will run, in place of the parameter or unknown label';

/** By the words that rules use (`missing`). */
const kinds: Readonly<Record<string, MissingEvidence>> = {
  'iam-policies': {
    what: 'what the requester may do',
    forRecords: `${wholeAccount}; or \`--observed\``,
    forSubmissions: wholeAccount,
    isAccess: true,
  },
  'recent-iam-policies': {
    what: 'what the requester may do by now',
    forRecords: wholeAccount,
    forSubmissions: wholeAccount,
    isAccess: true,
  },
  'account-not-read': {
    what: 'what the requester may do: the stack does not read the principals of its account',
    forRecords: `${ofMembers}; or ${wholeAccount}`,
    forSubmissions: ofMembers,
    isAccess: true,
  },
  'analysis-limit': {
    what: 'what the requester may do: its policies are too intricate to be analysed',
    isAccess: true,
  },
  'requester-record': {
    what: 'who made the call from another account',
    forRecords: `${otherTrail} of the requester, beside this one`,
  },
  'user-identity': { what: 'who made the call', forRecords: wholeRecords },
  expiration: { what: 'when the credentials expire', forRecords: wholeRecords },
  run: {
    what: 'whether a run was still going on when the credentials expired',
    forRecords: '`--runs FILE`, which judges the runs themselves',
  },
  'run-end': {
    what: 'how the run ended',
    forRecords: '`--runs FILE` in which it has ended',
  },
  'later-records': {
    what: 'whether the run got new credentials: the records end before it does',
    forRecords: 'the trail until the end of the run, beside this one',
  },
  'run-roles': {
    what: 'which roles the runs of the task assume',
    forRecords:
      '`roleArns` of the run, `--roles FILE` (the export package is one), or a workload of the policy that is called like the task',
  },
  session: {
    what: 'which session issued the refused key',
    forRecords: `${otherTrail} in which it was issued, beside this one`,
  },
  principal: {
    what: 'who requests the credentials',
    forSubmissions: '`principalArn`, or `requesters` of the policy',
  },
  'key-owner': { what: 'whose the access key is: AWS did not answer' },
  'key-account': { what: 'of which account the access key is: AWS did not answer' },
  evidence: {
    what: 'for certain who requests the credentials',
    forSubmissions: '`sts-warden prove`, or `requesters` and `minimumEvidence` of the policy',
  },
  'expected-run-seconds': {
    what: 'how long the task runs',
    forSubmissions: '`task.expectedRunSeconds`, or `--runs FILE` with three runs of it that ended well',
  },
  'known-runs': { what: 'how long the task runs: the store of its runs did not answer' },
  'credential-use': {
    what: 'whether the task needs its credentials to its end: its runs outlived them',
    forRecords: 'how its next runs end, with credentials that live longer',
    forSubmissions: '`task.expectedRunSeconds`',
  },
  'role-max-session-duration': {
    what: 'how long the role may be assumed',
    forSubmissions: '`--iam FILE` (`aws iam list-roles`)',
  },
  'parameter-file': {
    what: 'what the parameter file puts in the place of what was checked',
    forSubmissions: 'a submission with the values that will run',
  },
  'task-definition': { what: 'what the task is', forSubmissions: 'a sweep of the organization' },
  connection: {
    what: 'what the connection is',
    forSubmissions: 'its definition, in the submission or the export package',
  },
  bucket: { what: 'the name of a bucket', forSubmissions: '`s3BucketName`, as it will run' },
  database: {
    what: 'how the connection reaches the database',
    forSubmissions: '`database` of the connection',
  },
};

/** Properties of submissions that may be set and not readable (`unresolved`). */
const properties: ReadonlySet<string> = new Set<UnresolvedOfConnection | UnresolvedOfEndpoint>([
  'type',
  'authentication',
  'accessKeyId',
  'iamRoleArn',
  'externalId',
  'useEc2RoleToAssumeRole',
  'customerMasterKeyId',
  'region',
  'readMode',
  's3BucketName',
  'encryptionType',
  'unloadOptions',
  'copyOptions',
  'temporaryCredentialDuration',
]);

/** What a word of `missing` means: one that rules use, a property, or else what IAM calls a policy, a boundary or a group. */
export function missingEvidence(word: string): MissingEvidence {
  const known = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
  if (known !== undefined) return known;
  if (properties.has(word)) return { what: `the value of \`${word}\``, forSubmissions: source };
  return {
    what: `what \`${word}\` says, which the file of IAM lacks, or has in no readable form`,
    forRecords: wholeAccount,
    forSubmissions: wholeAccount,
    isAccess: true,
  };
}
