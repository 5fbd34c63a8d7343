import type { Requester } from '../cloudtrail/record.ts';
import type { Example } from './example.ts';
import { isFederated, missingRequester, unlessAuthenticationKnown, unlessRole } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

const federatedEvents: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);
const iamTypes: ReadonlySet<string> = new Set(['IAMUser', 'AssumedRole', 'Role']);
const iamKinds: ReadonlySet<string> = new Set(['user', 'role', 'assumed-role']);

export const requesterIsIamPrincipal = defineRule({
  meta: {
    id: 'requester-is-iam-principal',
    guideline: 'G2',
    severity: 'high',
    title: 'The requester of temporary credentials is no IAM user or role',
    description:
      'Only an authenticated IAM user or IAM role asks AWS STS for temporary credentials. Federated users, SAML and web ' +
      'identities, anonymous callers and principals of unknown type do not: nobody manages their access in IAM.',
    messages: {
      federatedEvent: '{eventName} obtains credentials for a federated identity, not for an IAM user or role',
      foreignType: 'the requester is of type {requesterType}, not an IAM user or role',
      unknownAccountPrincipal:
        'the requester of another account is neither an IAM user (AIDA…) nor an IAM role (AROA…)',
      foreignPrincipal:
        'connection {connection} uses {principal}, a principal of kind {kind}, not an IAM user or role',
      federatedConnection:
        'connection {connection} authenticates by federated single sign-on, not as an IAM user or role',
    },
    remediation:
      'Let an IAM user or an IAM role that exists for this purpose request the credentials; in the connection, choose an AssumeRole authentication.',
    references: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    ],
    reads: [
      'eventName',
      'userIdentity.type',
      'userIdentity.principalId',
      'connections.*.principalArn',
      'connections.*.authentication',
      'connections.*.iamRoleArn',
      'connections.*.database',
      'sources[].readMode',
      'policy requesters',
    ],
    judgesRequester: true,
  },
  checks: {
    'credential-request': ({ eventName, requester }) => {
      if (federatedEvents.has(eventName))
        return violation('federatedEvent', { eventName, requesterType: requester.type });
      if (requester.type === 'Root') return notApplicable('root');
      if (requester.type === undefined) return undecided('user-identity');
      if (iamTypes.has(requester.type)) return pass;
      if (requester.type !== 'AWSAccount') return violation('foreignType', { requesterType: requester.type });
      return isUserOrRoleId(requester)
        ? pass
        : violation('unknownAccountPrincipal', { requesterType: requester.type });
    },
    hop: (hop, { requesterOf }) => {
      const ended = unlessRole(hop);
      if (ended !== undefined) return ended;
      const { name, authentication } = hop.connection;
      if (isFederated(hop)) return violation('federatedConnection', { connection: name, authentication });
      const requester = requesterOf(hop);
      if (requester.state !== 'known') return missingRequester(requester, unlessAuthenticationKnown(hop));
      const { principal, source: principalSource } = requester.value;
      if (principal.kind === 'root') return unlessAuthenticationKnown(hop) ?? notApplicable('root');
      if (iamKinds.has(principal.kind)) return unlessAuthenticationKnown(hop) ?? pass;
      return violation('foreignPrincipal', {
        connection: name,
        principal: principal.arn,
        kind: principal.kind,
        principalSource,
      });
    },
  },
});

/** Unique ids of users begin with AIDA, of roles with AROA (IAM User Guide, IAM identifiers). */
function isUserOrRoleId({ principalId }: Requester): boolean {
  return principalId !== undefined && /^A(ID|RO)A/.test(principalId);
}

export const requesterIsIamPrincipalExamples: readonly Example[] = [
  { name: 'an IAM user', outcome: 'pass', record: {} },
  { name: 'a role session', outcome: 'pass', record: { userIdentity: { type: 'AssumedRole' } } },
  { name: 'a role', outcome: 'pass', record: { userIdentity: { type: 'Role' } } },
  {
    name: 'a user of another account, in the role owner’s copy',
    outcome: 'pass',
    record: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null } },
  },
  {
    name: 'a role session of another account, in the role owner’s copy',
    outcome: 'pass',
    record: { userIdentity: { type: 'AWSAccount', principalId: 'AROAEXAMPLEEXAMPLE12:run', arn: null } },
  },
  { name: 'a connection that an IAM user stands behind', outcome: 'pass', submission: {} },
  {
    name: 'a connection that a role stands behind',
    outcome: 'pass',
    submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:role/agent' } } },
  },
  {
    name: 'a connection that a role session stands behind',
    outcome: 'pass',
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:sts::123456789012:assumed-role/agent/run-1' } },
    },
  },
  {
    name: 'a web identity',
    outcome: 'violation',
    record: { eventName: 'AssumeRoleWithWebIdentity', userIdentity: { type: 'WebIdentityUser' } },
    evidence: { eventName: 'AssumeRoleWithWebIdentity', requesterType: 'WebIdentityUser' },
  },
  {
    name: 'a SAML assertion, even where the record names no identity',
    outcome: 'violation',
    record: { eventName: 'AssumeRoleWithSAML', userIdentity: null },
  },
  {
    name: 'a federated user that was refused',
    outcome: 'violation',
    status: 'attempt',
    record: {
      userIdentity: { type: 'FederatedUser' },
      errorCode: 'AccessDenied',
      requestParameters: null,
      responseElements: null,
    },
    evidence: { requesterType: 'FederatedUser' },
  },
  {
    name: 'an identity type that nobody knows yet',
    outcome: 'violation',
    record: { userIdentity: { type: 'MarsResident' } },
  },
  {
    name: 'an anonymous caller',
    outcome: 'violation',
    record: {
      userIdentity: { type: 'AWSAccount', principalId: null, accountId: 'ANONYMOUS_PRINCIPAL', arn: null },
    },
  },
  {
    name: 'a principal id that only contains the marker of a user',
    outcome: 'violation',
    record: { userIdentity: { type: 'AWSAccount', principalId: 'lambda-AIDA', arn: null } },
  },
  {
    name: 'a connection by a federated user',
    outcome: 'violation',
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:sts::123456789012:federated-user/analyst' } },
    },
    evidence: { connection: 'redshift', kind: 'federated-user', principalSource: 'declared' },
  },
  {
    name: 'a federated user reaches the database',
    outcome: 'violation',
    submission: {
      connections: {
        redshift: {
          database: {
            iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
            principalArn: 'arn:aws:sts::123456789012:federated-user/analyst',
          },
        },
      },
    },
    evidence: { connection: 'redshift', kind: 'federated-user' },
  },
  {
    name: 'the agents’ role by the policy decides before what is declared',
    outcome: 'pass',
    policy: {
      requesters: [{ runtimeEnvironment: 'agents-eu', principalArn: 'arn:aws:iam::123456789012:role/agent' }],
    },
    submission: {
      connections: {
        redshift: {
          useEc2RoleToAssumeRole: true,
          runtimeEnvironment: 'agents-eu',
          principalArn: 'arn:aws:sts::123456789012:federated-user/analyst',
        },
      },
    },
  },
  {
    name: 'the agents’ role is that of connections with the EC2 role alone',
    outcome: 'violation',
    policy: {
      requesters: [{ runtimeEnvironment: 'agents-eu', principalArn: 'arn:aws:iam::123456789012:role/agent' }],
    },
    submission: {
      connections: {
        redshift: {
          runtimeEnvironment: 'agents-eu',
          principalArn: 'arn:aws:sts::123456789012:federated-user/analyst',
        },
      },
    },
  },
  {
    name: 'a federated user is refused, also where nobody could read the authentication',
    outcome: 'violation',
    submission: {
      connections: {
        redshift: {
          principalArn: 'arn:aws:sts::123456789012:federated-user/analyst',
          authentication: null,
          unresolved: ['authentication'],
        },
      },
    },
  },
  {
    name: 'an authentication that nobody could read may be federated',
    outcome: 'undecided',
    missing: ['authentication'],
    submission: { connections: { redshift: { authentication: null, unresolved: ['authentication'] } } },
  },
  {
    name: 'an IAM Role ARN that nobody could read',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: { connections: { redshift: { iamRoleArn: null, unresolved: ['iamRoleArn'] } } },
  },
  {
    name: 'a second hop that nobody could read',
    outcome: 'undecided',
    missing: ['database'],
    submission: { connections: { redshift: { unresolved: ['database'] } } },
  },
  {
    name: 'evidence that is weaker than the policy asks for',
    outcome: 'undecided',
    missing: ['evidence'],
    policy: { rules: { 'requester-is-iam-principal': { minimumEvidence: 'configured' } } },
    submission: {},
  },
  {
    name: 'a connection by an OpenID Connect provider',
    outcome: 'violation',
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:oidc-provider/idp.example.com' } },
    },
    evidence: { kind: 'identity-provider' },
  },
  {
    name: 'a connection by a SAML provider',
    outcome: 'violation',
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:saml-provider/adfs' } },
    },
    evidence: { kind: 'identity-provider' },
  },
  {
    name: 'a connection by a group, which cannot sign anything',
    outcome: 'violation',
    submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:group/etl' } } },
  },
  {
    name: 'federated single sign-on, whatever the principal',
    outcome: 'violation',
    submission: { connections: { redshift: { authentication: 'federated-sso' } } },
    evidence: { connection: 'redshift', authentication: 'federated-sso' },
  },
  {
    name: 'a record without an identity',
    outcome: 'undecided',
    missing: ['user-identity'],
    record: { userIdentity: null },
  },
  {
    name: 'a connection that declares no principal',
    outcome: 'undecided',
    missing: ['principal'],
    submission: { connections: { redshift: { principalArn: null } } },
  },
  {
    name: 'the root user: `no-root-credentials` speaks',
    outcome: 'not-applicable',
    reason: 'root',
    record: { userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' } },
  },
  {
    name: 'a connection by the root user: `no-root-credentials` speaks',
    outcome: 'not-applicable',
    reason: 'root',
    submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } } },
  },
  {
    name: 'an AWS service calling for itself',
    outcome: 'not-applicable',
    reason: 'aws-service',
    record: { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } },
  },
];
