import type { Hop, UnresolvedOfConnection } from '../submission/submission.ts';
import type { Example } from './example.ts';
import type { Facts } from './facts.ts';
import { labels } from './labels.ts';
import { type Answer, ec2RoleSelected, missingOf, unlessInUse, wrongsIn } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, undecidedForNow, violation } from './verdict.ts';

/** What is missing where AWS was asked for the account of a key in vain. */
const keyAccount = 'key-account';

export const connectionIsConsistent = defineRule({
  meta: {
    id: 'connection-is-consistent',
    guideline: 'beyond',
    severity: 'medium',
    title: 'A connection contradicts itself',
    description:
      'What a submission says of a connection can be true all at once: a kind of authentication that assumes a role has ' +
      'one, the EC2 role leaves no room for an access key, a key is a user’s own and of the account of the principal that ' +
      'is declared, and what is not encrypted names no KMS key. Where two statements exclude each other, one is wrong, ' +
      'and whatever was checked by it was not checked.',
    messages: {
      contradictory: 'connection {connection} contradicts itself: {contradictions}',
      kmsKeyWithoutEncryption:
        'source {endpoint} says that nothing is encrypted, and its unload options name KMS_KEY_ID',
    },
    remediation:
      'Correct the property that is wrong: clear the access key where the EC2 role is used, fill in the IAM Role ARN that the authentication needs, name the principal that the key belongs to.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html',
      'https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html',
    ],
    reads: [
      'connections.*.authentication',
      'connections.*.accessKeyId',
      'connections.*.principalArn',
      'connections.*.iamRoleArn',
      'connections.*.useEc2RoleToAssumeRole',
      'connections.*.database',
      'sources[].readMode',
      'sources[].encryptionType',
      'sources[].unloadOptions',
      'account of the access key',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    hop: (hop, { facts }) => {
      const { kind, connection } = hop;
      if (kind === 'database' && connection.unresolved.has('database'))
        return undecided(missingOf(connection, 'database'));
      const { certain, missing } = wrongsIn(contradictionsOf(hop, facts));
      if (certain.length > 0)
        return violation('contradictory', { connection: connection.name, contradictions: certain });
      if (missing === keyAccount) return undecidedForNow(missing);
      if (missing !== undefined) return undecided(missing);
      return saysNothing(hop) ? notApplicable('no-credentials') : pass;
    },
    endpoint: (endpoint) => {
      const { side, name, connection, encryption, statesEncryption, unresolved } = endpoint;
      if (side !== 'source') return notApplicable('no-unload');
      if (connection.unresolved.has('type')) return undecided(missingOf(connection, 'type'));
      if (connection.type !== 'amazon-redshift-v2') return notApplicable('no-unload');
      const ended = unlessInUse(endpoint);
      if (ended !== undefined) return ended;
      const options = endpoint.options();
      if (options === undefined) return undecided('unloadOptions');
      if (!options.has('KMS_KEY_ID')) return notApplicable('no-kms-key');
      if (unresolved.has('encryptionType')) return undecided('encryptionType');
      return statesEncryption && encryption === 'none'
        ? violation('kmsKeyWithoutEncryption', { endpoint: name })
        : pass;
    },
  },
});

/** A contradiction in words; `undefined` where there is none. */
type Contradiction = Answer<string | undefined>;

function contradictionsOf(hop: Hop, facts: Facts): Contradiction[] {
  const { connection } = hop;
  const selected = labels.useEc2RoleToAssumeRole;
  const hasKey = of(hop, 'accessKeyId', hop.accessKeyId !== undefined);
  const hasRole = of(hop, 'iamRoleArn', hop.iamRoleArn !== undefined);
  const hasNoRole = of(hop, 'iamRoleArn', hop.iamRoleArn === undefined);
  const authenticatesBy = (...kinds: readonly Hop['connection']['authentication'][]) =>
    of(hop, 'authentication', hop.kind === 'staging' && kinds.includes(connection.authentication));
  const ec2RoleIs = (value: boolean) =>
    of(hop, 'useEc2RoleToAssumeRole', connection.useEc2RoleToAssumeRole === value);
  return [
    unless(`${labels.accessKeyId} is of another account than the principal`, [
      hasRole,
      { value: hop.principal !== undefined },
      hasKey,
      isOfAnotherAccount(hop, facts),
    ]),
    // A session's key works with the session's token alone, and no connection holds one.
    unless(`${labels.accessKeyId} is that of a session`, [
      of(hop, 'accessKeyId', hop.accessKeyId?.startsWith('ASIA') === true),
    ]),
    unless(`${labels.authentication} assumes a role, and there is no ${labels.iamRoleArn}`, [
      authenticatesBy('assume-role-user', 'assume-role-ec2'),
      hasNoRole,
    ]),
    unless(`${labels.authentication} is by the EC2 role, and ${selected} is not selected`, [
      authenticatesBy('assume-role-ec2'),
      ec2RoleIs(false),
    ]),
    unless(`${labels.authentication} is by a user, and ${selected} is selected`, [
      authenticatesBy('assume-role-user'),
      ec2RoleIs(true),
    ]),
    unless(`${selected} is selected, and there is an ${labels.accessKeyId}`, [
      hasRole,
      hop.kind === 'staging' ? ec2RoleSelected(connection) : { value: hop.useEc2RoleToAssumeRole },
      hasKey,
    ]),
  ];
}

/** What is said of a hop, where it could be read. */
function of({ kind, connection }: Hop, property: UnresolvedOfConnection, value: boolean): Answer<boolean> {
  const isOpen = kind === 'staging' && connection.unresolved.has(property);
  return isOpen ? { missing: missingOf(connection, property) } : { value };
}

/** The contradiction, unless one of the statements that make it is known not to hold; open where one of them is. */
function unless(contradiction: string, statements: readonly Answer<boolean>[]): Contradiction {
  if (statements.some((statement) => 'value' in statement && !statement.value)) return { value: undefined };
  const open = statements.find((statement) => 'missing' in statement);
  return open === undefined ? { value: contradiction } : { missing: open.missing };
}

/** Whoever signs with a key is of the key's account. Where nobody has asked for that, no contradiction is seen. */
function isOfAnotherAccount({ accessKeyId = '', principal }: Hop, { keyAccounts }: Facts): Answer<boolean> {
  const account = keyAccounts.get(accessKeyId);
  if (account?.state === 'unavailable') return { missing: keyAccount };
  return { value: account?.state === 'known' && account.value !== principal?.accountId };
}

/** Neither a key nor a role nor a kind of authentication. */
function saysNothing({ kind, connection, accessKeyId, iamRoleArn, useEc2RoleToAssumeRole }: Hop): boolean {
  const { authentication = 'unknown' } = connection;
  return (
    kind === 'staging' &&
    accessKeyId === undefined &&
    iamRoleArn === undefined &&
    !useEc2RoleToAssumeRole &&
    authentication === 'unknown'
  );
}

const withConnection = (redshift: object) => ({ connections: { redshift } });
const otherAccount = 'arn:aws:iam::210987654321:user/mapping-requester';
const kms = (source: object) => ({
  sources: [{ unloadOptions: 'KMS_KEY_ID=abc;AWS_IAM_ROLE=default', ...source }],
});
const database = { iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database' };

export const connectionIsConsistentExamples: readonly Example[] = [
  { name: 'a user’s key, a role, and a principal of the key’s account', outcome: 'pass', submission: {} },
  {
    name: 'the EC2 role, by authentication and checkbox, and no key',
    outcome: 'pass',
    submission: withConnection({
      authentication: 'assume-role-ec2',
      useEc2RoleToAssumeRole: true,
      accessKeyId: null,
      principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
    }),
  },
  {
    name: 'the EC2 role of another account, which has no key',
    outcome: 'pass',
    facts: { keyAccounts: { AKIAEXAMPLEEXAMPLE01: '123456789012' } },
    submission: withConnection({
      authentication: 'assume-role-ec2',
      accessKeyId: null,
      principalArn: 'arn:aws:iam::210987654321:role/secure-agent',
    }),
  },
  {
    name: 'static keys without a role, and no kind of authentication',
    outcome: 'pass',
    submission: withConnection({ authentication: null, iamRoleArn: null }),
  },
  {
    name: 'a Customer Master Key ID, and a source that is not encrypted: connections serve many tasks',
    outcome: 'pass',
    submission: {
      ...withConnection({ customerMasterKeyId: 'alias/stage' }),
      sources: [{ encryptionType: 'none' }],
    },
  },
  {
    name: 'a duration and an AWS_IAM_ROLE where nothing assumes a role: leftovers do no harm',
    outcome: 'pass',
    submission: {
      ...withConnection({ authentication: 'basic', iamRoleArn: null }),
      sources: [{ temporaryCredentialDuration: 3600, unloadOptions: 'AWS_IAM_ROLE=default' }],
    },
  },
  {
    name: 'a KMS key among the options, and SSE-KMS',
    outcome: 'pass',
    submission: kms({ encryptionType: 'sse-kms' }),
  },
  {
    name: 'a KMS key among the options, and no word on encryption',
    outcome: 'pass',
    submission: kms({}),
  },
  {
    name: 'a key of another account than the principal',
    outcome: 'violation',
    facts: { keyAccounts: { AKIAEXAMPLEEXAMPLE01: '123456789012' } },
    submission: withConnection({ principalArn: otherAccount }),
    evidence: {
      connection: 'redshift',
      contradictions: ['Access Key ID is of another account than the principal'],
      accessKeyAccountId: '123456789012',
    },
  },
  {
    name: 'a root user of another account than its key',
    outcome: 'violation',
    facts: { keyAccounts: { AKIAEXAMPLEEXAMPLE01: '123456789012' } },
    submission: withConnection({ principalArn: 'arn:aws:iam::210987654321:root' }),
  },
  {
    name: 'authentication that assumes a role, and no role',
    outcome: 'violation',
    submission: withConnection({ iamRoleArn: null }),
    evidence: { contradictions: ['Authentication Type assumes a role, and there is no IAM Role ARN'] },
  },
  {
    name: 'the EC2 role, and an access key',
    outcome: 'violation',
    submission: withConnection({ authentication: 'assume-role-ec2' }),
    evidence: { contradictions: ['Use EC2 Role to Assume Role is selected, and there is an Access Key ID'] },
  },
  {
    name: 'authentication by the EC2 role, which is not selected',
    outcome: 'violation',
    submission: withConnection({
      authentication: 'assume-role-ec2',
      useEc2RoleToAssumeRole: false,
      accessKeyId: null,
    }),
    evidence: {
      contradictions: [
        'Authentication Type is by the EC2 role, and Use EC2 Role to Assume Role is not selected',
      ],
    },
  },
  {
    name: 'authentication by a user, and the EC2 role selected',
    outcome: 'violation',
    submission: withConnection({ useEc2RoleToAssumeRole: true }),
    evidence: {
      contradictions: [
        'Authentication Type is by a user, and Use EC2 Role to Assume Role is selected',
        'Use EC2 Role to Assume Role is selected, and there is an Access Key ID',
      ],
    },
  },
  {
    name: 'the key of a session',
    outcome: 'violation',
    submission: withConnection({ accessKeyId: 'ASIAEXAMPLEEXAMPLE01' }),
    evidence: { contradictions: ['Access Key ID is that of a session'] },
  },
  {
    name: 'the EC2 role and an access key on the way to the database',
    outcome: 'violation',
    submission: withConnection({
      database: { ...database, useEc2RoleToAssumeRole: true, accessKeyId: 'AKIAEXAMPLEEXAMPLE02' },
    }),
  },
  {
    name: 'a contradiction is one whatever else nobody could read',
    outcome: 'violation',
    submission: withConnection({
      accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
      authentication: null,
      iamRoleArn: null,
      unresolved: ['authentication', 'iamRoleArn'],
    }),
  },
  {
    name: 'a KMS key among the options of a source that says it is not encrypted',
    outcome: 'violation',
    submission: kms({ encryptionType: 'none' }),
    evidence: { endpoint: 'Orders' },
  },
  {
    name: 'a key’s account that AWS did not say',
    outcome: 'undecided',
    missing: ['key-account'],
    unavailable: ['key-account'],
    facts: { keyAccounts: { AKIAEXAMPLEEXAMPLE01: null } },
    submission: {},
  },
  {
    name: 'an access key that nobody could read, and the EC2 role',
    outcome: 'undecided',
    missing: ['accessKeyId'],
    submission: withConnection({
      authentication: 'assume-role-ec2',
      accessKeyId: null,
      unresolved: ['accessKeyId'],
    }),
  },
  {
    name: 'an authentication that nobody could read, and no role',
    outcome: 'undecided',
    missing: ['authentication'],
    submission: withConnection({ authentication: null, iamRoleArn: null, unresolved: ['authentication'] }),
  },
  {
    name: 'an IAM Role ARN that nobody could read, and authentication that needs it',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: withConnection({ iamRoleArn: null, unresolved: ['iamRoleArn'] }),
  },
  {
    name: 'an encryption that nobody could read, and a KMS key among the options',
    outcome: 'undecided',
    missing: ['encryptionType'],
    submission: kms({ unresolved: ['encryptionType'] }),
  },
  {
    name: 'unload options that nobody could read',
    outcome: 'undecided',
    missing: ['unloadOptions'],
    submission: { sources: [{ encryptionType: 'none', unresolved: ['unloadOptions'] }] },
  },
  {
    name: 'a way to the database that nobody could read',
    outcome: 'undecided',
    missing: ['database'],
    submission: withConnection({ unresolved: ['database'] }),
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: withConnection({ type: 'unknown' }),
  },
  {
    name: 'a parameter file may change encryption and options at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { ...kms({ encryptionType: 'sse-kms' }), task: { parameterFile: true } },
  },
  {
    name: 'a connection that says nothing of credentials',
    outcome: 'not-applicable',
    reason: 'no-credentials',
    submission: withConnection({
      type: 'other',
      authentication: null,
      accessKeyId: null,
      principalArn: null,
      iamRoleArn: null,
    }),
  },
  {
    name: 'direct reads only: nothing is staged in S3',
    outcome: 'not-applicable',
    reason: 'no-credentials',
    submission: {
      connections: { redshift: { iamRoleArn: null }, lake: { type: 'amazon-s3-v2' } },
      sources: [{ readMode: 'direct' }],
      targets: [{ connection: 'lake' }],
    },
  },
];
