import type { Requester } from '../cloudtrail/record.ts';
import type { Example } from './example.ts';
import { missingRequester, unlessRole } from './questions.ts';
import { defineRule } from './rule.ts';
import { pass, undecided, violation } from './verdict.ts';

export const noRootCredentials = defineRule({
  meta: {
    id: 'no-root-credentials',
    guideline: 'G6',
    severity: 'critical',
    title: 'The root user’s credentials are used to obtain temporary credentials',
    description:
      'The root user’s credentials are never used to obtain temporary credentials: nothing limits what they may do, and a ' +
      'task that holds them puts the whole account at risk. AssumeRoot, which hands out a member account’s root session, ' +
      'counts whoever calls it.',
    messages: {
      root: 'the root user of account {accountId} called {eventName}',
      rootSession: '{eventName} was called with a session that the root user had obtained',
      assumedRoot: '{eventName} was called with a root session that AssumeRoot had issued',
      assumeRoot: 'AssumeRoot was called: it issues root credentials of a member account',
      rootConnection: 'connection {connection} uses the root user {principal}',
    },
    remediation:
      'Create an IAM user or role that may only assume the roles it needs, use its credentials, and delete the root user’s access keys.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html',
    ],
    reads: [
      'eventName',
      'userIdentity.type',
      'userIdentity.principalId',
      'userIdentity.sessionContext.sessionIssuer.type',
      'userIdentity.sessionContext.assumedRoot',
      'connections.*.principalArn',
      'connections.*.accessKeyId',
      'connections.*.iamRoleArn',
      'connections.*.database',
      'sources[].readMode',
      'policy requesters',
      'the principal that an access key belongs to (iam:ListAccessKeys, iam:GetAccountSummary)',
    ],
    judgesRequester: true,
  },
  checks: {
    'credential-request': ({ eventName, requester }) => {
      const evidence = { eventName, accountId: requester.accountId, requesterType: requester.type };
      if (requester.type === 'Root') return violation('root', evidence);
      if (requester.issuerType === 'Root')
        return violation('rootSession', { ...evidence, issuerType: requester.issuerType });
      if (requester.assumedRoot) return violation('assumedRoot', { ...evidence, assumedRoot: true });
      if (eventName === 'AssumeRoot') return violation('assumeRoot', evidence);
      return mayHideRoot(requester) ? undecided('requester-record') : pass;
    },
    hop: (hop, { requesterOf }) => {
      const ended = unlessRole(hop);
      if (ended !== undefined) return ended;
      const requester = requesterOf(hop);
      if (requester.state !== 'known') return missingRequester(requester);
      const { principal, source: principalSource } = requester.value;
      if (principal.kind !== 'root') return pass;
      return violation('rootConnection', {
        connection: hop.connection.name,
        principal: principal.arn,
        principalSource,
      });
    },
  },
});

/**
 * The role owner's copy of a cross-account call has no session context: only of a user (AIDA…) it shows that root is not
 * behind the call. A role's session may be one that AssumeRoot issued.
 */
function mayHideRoot({ type, principalId }: Requester): boolean {
  return type === 'AWSAccount' && principalId?.startsWith('AIDA') !== true;
}

export const noRootCredentialsExamples: readonly Example[] = [
  { name: 'an IAM user', outcome: 'pass', record: {} },
  {
    name: 'a role session whose root flag says no',
    outcome: 'pass',
    record: {
      userIdentity: {
        type: 'AssumedRole',
        sessionContext: { assumedRoot: 'false', sessionIssuer: { type: 'Role' } },
      },
    },
  },
  { name: 'a connection that an IAM user stands behind', outcome: 'pass', submission: {} },
  {
    name: 'the root user asks for a session',
    outcome: 'violation',
    record: {
      eventName: 'GetSessionToken',
      userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
    },
    evidence: { eventName: 'GetSessionToken', accountId: '123456789012', requesterType: 'Root' },
  },
  {
    name: 'the root user tries to assume a role, which AWS refuses',
    outcome: 'violation',
    status: 'attempt',
    record: {
      userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
      errorCode: 'AccessDenied',
      errorMessage: 'Roles may not be assumed by root accounts.',
      requestParameters: null,
      responseElements: null,
    },
  },
  {
    name: 'a session that root obtained',
    outcome: 'violation',
    record: { userIdentity: { type: 'FederatedUser', sessionContext: { sessionIssuer: { type: 'Root' } } } },
    evidence: { issuerType: 'Root' },
  },
  {
    name: 'a root session by AssumeRoot, flagged with a text',
    outcome: 'violation',
    record: { userIdentity: { type: 'AssumedRole', sessionContext: { assumedRoot: 'true' } } },
    evidence: { assumedRoot: true },
  },
  {
    name: 'a root session by AssumeRoot, flagged with a boolean',
    outcome: 'violation',
    record: { userIdentity: { type: 'AssumedRole', sessionContext: { assumedRoot: true } } },
  },
  {
    name: 'AssumeRoot by a role of the management account',
    outcome: 'violation',
    record: {
      eventName: 'AssumeRoot',
      userIdentity: { type: 'AssumedRole' },
      requestParameters: { roleArn: null, roleSessionName: null, targetPrincipal: '111122223333' },
    },
    evidence: { eventName: 'AssumeRoot', requesterType: 'AssumedRole' },
  },
  {
    name: 'a user of another account, in the role owner’s copy',
    outcome: 'pass',
    record: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null } },
  },
  {
    name: 'a role session of another account, in the role owner’s copy: root may have obtained it',
    outcome: 'undecided',
    missing: ['requester-record'],
    record: { userIdentity: { type: 'AWSAccount', principalId: 'AROAEXAMPLEEXAMPLE12:run', arn: null } },
  },
  {
    name: 'the root user of another account, in the role owner’s copy',
    outcome: 'undecided',
    missing: ['requester-record'],
    record: { userIdentity: { type: 'AWSAccount', principalId: '123456789012', arn: null } },
  },
  {
    name: 'a connection by the root user',
    outcome: 'violation',
    submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } } },
    evidence: {
      connection: 'redshift',
      principal: 'arn:aws:iam::123456789012:root',
      principalSource: 'declared',
    },
  },
  {
    name: 'a connection with an access key of the root user, whoever it says stands behind it',
    outcome: 'violation',
    facts: { keyOwners: { AKIAEXAMPLEEXAMPLE12: 'arn:aws:iam::123456789012:root' } },
    submission: { connections: { redshift: { accessKeyId: 'AKIAEXAMPLEEXAMPLE12' } } },
    evidence: {
      connection: 'redshift',
      principal: 'arn:aws:iam::123456789012:root',
      principalSource: 'resolved',
    },
  },
  {
    name: 'the root user reaches the database, though only for a direct read',
    outcome: 'violation',
    submission: {
      connections: {
        redshift: {
          database: {
            iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
            principalArn: 'arn:aws:iam::123456789012:root',
          },
        },
        lake: { type: 'amazon-s3-v2' },
      },
      sources: [{ readMode: 'direct' }],
      targets: [{ connection: 'lake' }],
    },
    evidence: { connection: 'redshift', principal: 'arn:aws:iam::123456789012:root' },
  },
  {
    name: 'an access key that the policy says is the root user’s',
    outcome: 'violation',
    policy: {
      requesters: [{ accessKeyId: 'AKIAEXAMPLEEXAMPLE01', principalArn: 'arn:aws:iam::123456789012:root' }],
    },
    submission: {},
    evidence: { principalSource: 'configured' },
  },
  {
    name: 'a second hop that nobody could read',
    outcome: 'undecided',
    missing: ['database'],
    submission: { connections: { redshift: { unresolved: ['database'] } } },
  },
  {
    name: 'an IAM Role ARN that nobody could read',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: { connections: { redshift: { iamRoleArn: null, unresolved: ['iamRoleArn'] } } },
  },
  {
    name: 'evidence that is weaker than the policy asks for',
    outcome: 'undecided',
    missing: ['evidence'],
    policy: { rules: { 'no-root-credentials': { minimumEvidence: 'resolved' } } },
    submission: {},
  },
  {
    name: 'a connection of which only the access key id is known',
    outcome: 'undecided',
    missing: ['principal'],
    submission: { connections: { redshift: { principalArn: null } } },
  },
  {
    name: 'a connection without an IAM Role ARN obtains no temporary credentials',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: {
      connections: { redshift: { iamRoleArn: null, principalArn: 'arn:aws:iam::123456789012:root' } },
    },
  },
  {
    name: 'an AWS service calling for itself',
    outcome: 'not-applicable',
    reason: 'aws-service',
    record: { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } },
  },
];
