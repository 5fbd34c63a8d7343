import type { PrincipalAccess } from '../access/principal-access.ts';
import type { Requester } from '../cloudtrail/record.ts';
import type { Example } from './example.ts';
import { isFederated, missingRequester, unlessAuthenticationKnown, unlessRole } from './questions.ts';
import { defineRule, type RuleContext } from './rule.ts';
import {
  type Evidence,
  notApplicable,
  pass,
  undecided,
  undecidedForNow,
  type Verdict,
  violation,
} from './verdict.ts';

const iamRequesters: ReadonlySet<string | undefined> = new Set(['IAMUser', 'AssumedRole', 'Role']);
const federatedEvents: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);
const mostExamples = 20;

const changeMessages = {
  gained: ['gainedAccess', 'gainedUncountedAccess'],
  escalated: ['escalatedAccess', 'escalatedUncountedAccess'],
  momentary: ['momentaryAccess', 'momentaryUncountedAccess'],
  standing: ['standingAccess', 'standingUncountedAccess'],
} as const;

export const requesterHasNoAccess = defineRule({
  meta: {
    id: 'requester-has-no-access',
    guideline: 'G1',
    severity: 'high',
    title: 'The requester of temporary credentials has access of its own',
    description:
      'The IAM user or role that requests temporary credentials may do nothing but obtain them. Whoever steals its ' +
      'long-term key then holds no access by itself. Judged is what its identity policies allow beyond the baseline ' +
      '(policy parameter `baselineActions`, and `baselines` for some requesters), cut by its permissions boundary and by ' +
      'Deny statements. Resource policies and organization policies are no part of the answer. Of a requester whose ' +
      'policies are not known, an audit can show access by its own successful calls beyond the baseline, whatever ' +
      'policy allowed them; that it shows none says nothing.',
    messages: {
      hasAccess:
        '{principal} requests temporary credentials and may itself use {actionCount} actions of {services} beyond the baseline',
      hasUncountedAccess:
        '{principal} requests temporary credentials and may itself use very many actions of {services} beyond the baseline',
      observedAccess:
        '{principal} requests temporary credentials and has itself called {calledServices}, beyond the baseline',
      standingAccess: '{principal} may itself use {actionCount} actions of {services} beyond the baseline',
      standingUncountedAccess:
        '{principal} may itself use very many actions of {services} beyond the baseline',
      gainedUncountedAccess:
        '{principal} may now itself use very many actions of {services} beyond the baseline',
      gainedAccess: '{principal} may now itself use {actionCount} actions of {services} beyond the baseline',
      escalatedAccess:
        '{principal} may now itself use more than before, {actionCount} actions of {services} beyond the baseline',
      escalatedUncountedAccess:
        '{principal} may now itself use more than before, very many actions of {services} beyond the baseline',
      momentaryAccess:
        '{principal} could for a while itself use {actionCount} actions of {services} beyond the baseline',
      momentaryUncountedAccess:
        '{principal} could for a while itself use very many actions of {services} beyond the baseline',
    },
    remediation:
      'Give the requester a policy that allows `sts:AssumeRole` on the roles it needs and nothing else; move every other permission to those roles.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
    ],
    reads: [
      'userIdentity.type',
      'userIdentity.arn',
      'userIdentity.invokedBy',
      'userIdentity.sessionContext.sessionIssuer.arn',
      'connections.*.principalArn',
      'connections.*.iamRoleArn',
      'connections.*.authentication',
      'connections.*.database',
      'sources[].readMode',
      'policy requesters',
      'IAM policies of the principal',
      'successful calls that the principal made itself',
      'policy parameters.baselineActions',
      'policy parameters.baselines',
    ],
    judgesRequester: true,
  },
  checks: {
    'credential-request': ({ eventName, requester }, context) => {
      if (!iamRequesters.has(requester.type) || federatedEvents.has(eventName))
        return notApplicable('not-an-iam-principal');
      if (requester.issuerType === 'Root') return notApplicable('root');
      // Redshift, for one, chains the roles of `AWS_IAM_ROLE` with a session of the first.
      if (isOfAwsService(requester)) return notApplicable('aws-service');
      const verdict = judgeAccess({ arn: requester.principalArn }, {}, context);
      return verdict.outcome === 'undecided' ? (observedAccess(requester, context) ?? verdict) : verdict;
    },
    hop: (hop, context) => {
      const ended = unlessRole(hop);
      if (ended !== undefined) return ended;
      if (isFederated(hop)) return notApplicable('not-an-iam-principal');
      const requester = context.requesterOf(hop);
      if (requester.state !== 'known') return missingRequester(requester, unlessAuthenticationKnown(hop));
      const { principal, principalId, source: principalSource } = requester.value;
      if (principal.kind === 'root') return notApplicable('root');
      if (principal.key === undefined) return notApplicable('not-an-iam-principal');
      return (
        unlessAuthenticationKnown(hop) ??
        judgeAccess({ ...principal, principalId }, { principalSource }, context)
      );
    },
    principal: (access) => verdictOn(access, changeMessages[access.change ?? 'gained'], {}),
  },
});

/** Whether an AWS service makes the call with a role's session; with a user's credentials it calls for the user. */
function isOfAwsService({ type, invokedBy = '' }: Requester): boolean {
  return type !== 'IAMUser' && /^AWS Internal$|\.amazonaws\.com(\.cn)?$/.test(invokedBy);
}

/** Whose access is judged. */
interface Judged {
  readonly arn: string | undefined;
  readonly principalId?: string | undefined;
}

function judgeAccess({ arn, principalId }: Judged, evidence: Evidence, { facts }: RuleContext): Verdict {
  const access = facts.access.of(arn, principalId);
  if (access.state === 'unavailable') return undecidedForNow('iam-policies');
  return access.state === 'absent'
    ? undecided('iam-policies')
    : verdictOn(access.value, ['hasAccess', 'hasUncountedAccess'], evidence);
}

/** What the requester's own calls show, where its policies decide nothing. That there are none shows nothing. */
function observedAccess(requester: Requester, { facts }: RuleContext): Verdict | undefined {
  const own = facts.observed.of(requester);
  if (own === undefined) return undefined;
  const { principal, baselines, services, calls } = own;
  return violation('observedAccess', {
    principal,
    calledServices: services,
    observed: calls,
    baselines: baselines.length > 0 ? baselines : undefined,
  });
}

/** The second message is for access whose actions could not be counted: there are too many policies. */
function verdictOn(
  access: PrincipalAccess,
  messages: readonly [string, string],
  evidence: Evidence,
): Verdict {
  if (access.serviceLinked) return notApplicable('service-linked-role');
  if (access.hasAccess === null) return undecided(...(access.missing ?? ['iam-policies']));
  if (!access.hasAccess) return pass;
  return violation(messages[access.actionCount === undefined ? 1 : 0], {
    ...evidenceOf(access),
    ...evidence,
  });
}

function evidenceOf(access: PrincipalAccess): Evidence {
  const actions = access.grants.flatMap((grant) => grant.actions ?? []);
  return {
    principal: access.arn,
    grants: access.grants.map(({ policy, statement }) => [policy, statement].filter(Boolean).join(' ')),
    services: access.services ?? [],
    actionCount: access.actionCount,
    baselines: access.baselines,
    exampleActions: [...new Set(actions)].slice(0, mostExamples),
  };
}

const requester = 'arn:aws:iam::123456789012:user/mapping-requester';
const noAccess: PrincipalAccess = { arn: requester, hasAccess: false, grants: [] };
const readsBuckets: PrincipalAccess = {
  arn: requester,
  hasAccess: true,
  actionCount: 2,
  services: ['s3'],
  grants: [{ policy: 'StageAccess', statement: 'ReadStage', actions: ['s3:GetObject', 's3:ListBucket'] }],
};

const uncounted: PrincipalAccess = {
  arn: requester,
  hasAccess: true,
  services: ['*'],
  grants: [{ policy: 'Everything', statement: '#1', actions: ['s3:GetObject'] }],
};

const ownCalls = {
  services: ['s3.amazonaws.com', 'redshift.amazonaws.com'],
  calls: [
    '2026-10-01T07:00:00Z eu-central-1 s3.amazonaws.com ListBuckets 0f6e2c1a-7d43-4b52-9c08-1f2e3d4c5b6a',
    '2026-10-01T07:01:00Z eu-central-1 redshift.amazonaws.com DescribeClusters 5b9d8e7f-1a2c-4d3e-8f90-a1b2c3d4e5f6',
  ],
};
const requesterId = 'AIDAEXAMPLEEXAMPLE01';

const databaseUser = 'arn:aws:iam::123456789012:user/database-requester';
const database = {
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
  principalArn: databaseUser,
};

export const requesterHasNoAccessExamples: readonly Example[] = [
  { name: 'a user that may only assume roles', outcome: 'pass', facts: { access: [noAccess] }, record: {} },
  {
    name: 'a role session whose role may only assume roles',
    outcome: 'pass',
    facts: { access: [{ ...noAccess, arn: 'arn:aws:iam::123456789012:role/agents/agent' }] },
    record: {
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::123456789012:assumed-role/agent/i-0123456789abcdef0',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/agents/agent' },
        },
      },
    },
  },
  {
    name: 'a connection whose user may only assume roles',
    outcome: 'pass',
    facts: { access: [noAccess] },
    submission: {},
  },
  {
    name: 'a user that may also read a bucket',
    outcome: 'violation',
    facts: { access: [readsBuckets] },
    record: {},
    evidence: {
      principal: requester,
      grants: ['StageAccess ReadStage'],
      services: ['s3'],
      actionCount: 2,
      exampleActions: ['s3:GetObject', 's3:ListBucket'],
    },
  },
  {
    name: 'a connection whose user may also read a bucket',
    outcome: 'violation',
    facts: { access: [readsBuckets] },
    submission: {},
    evidence: { principalSource: 'declared' },
  },
  {
    name: 'a connection by a session of a role that may read a bucket: the session is its role',
    outcome: 'violation',
    facts: { access: [{ ...readsBuckets, arn: 'arn:aws:iam::123456789012:role/agents/agent' }] },
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:sts::123456789012:assumed-role/agent/run-1' } },
    },
  },
  {
    name: 'the user that assumes the database’s role may read a bucket, whatever the first hop’s may do',
    outcome: 'violation',
    facts: { access: [noAccess, { ...readsBuckets, arn: databaseUser }] },
    submission: { connections: { redshift: { database } } },
    evidence: { principal: databaseUser },
  },
  {
    name: 'a user with whose own credentials an AWS service calls: only with a role’s session does it call for itself',
    outcome: 'violation',
    facts: { access: [readsBuckets] },
    record: { userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } },
  },
  {
    name: 'a user that somebody gave access to a bucket',
    outcome: 'violation',
    principal: readsBuckets,
    evidence: { principal: requester, grants: ['StageAccess ReadStage'] },
  },
  {
    name: 'a user with so many policies that nobody can count its actions',
    outcome: 'violation',
    facts: { access: [uncounted] },
    record: {},
    evidence: { services: ['*'] },
  },
  {
    name: 'a user that gained so much that nobody can count it',
    outcome: 'violation',
    principal: uncounted,
    evidence: { services: ['*'] },
  },
  {
    name: 'a user that could read a bucket and was given more',
    outcome: 'violation',
    principal: { ...readsBuckets, change: 'escalated' },
    evidence: { actionCount: 2 },
  },
  {
    name: 'a user that could read a bucket between two calls, by which it was allowed and no longer is',
    outcome: 'violation',
    principal: { ...readsBuckets, change: 'momentary' },
    evidence: { grants: ['StageAccess ReadStage'] },
  },
  {
    name: 'a user that was given so much more that nobody can count it',
    outcome: 'violation',
    principal: { ...uncounted, change: 'escalated' },
    evidence: { services: ['*'] },
  },
  {
    name: 'a user that could do so much for a while that nobody can count it',
    outcome: 'violation',
    principal: { ...uncounted, change: 'momentary' },
    evidence: { services: ['*'] },
  },
  {
    name: 'a user that may read a bucket, as its account is read',
    outcome: 'violation',
    principal: { ...readsBuckets, change: 'standing' },
    evidence: { grants: ['StageAccess ReadStage'] },
  },
  {
    name: 'a user that may do so much that nobody can count it, as its account is read',
    outcome: 'violation',
    principal: { ...uncounted, change: 'standing' },
    evidence: { services: ['*'] },
  },
  {
    name: 'a user that somebody took its access from',
    outcome: 'pass',
    principal: noAccess,
  },
  {
    name: 'a user whose policies nobody has read, and that itself called services beyond the baseline',
    outcome: 'violation',
    facts: { observed: [{ principalArn: requester, principalId: requesterId, ...ownCalls }] },
    record: {},
    evidence: {
      principal: requester,
      calledServices: ownCalls.services,
      observed: ownCalls.calls,
    },
  },
  {
    name: 'a role session whose role’s policies nobody has read, and that called a service beyond the baseline',
    outcome: 'violation',
    facts: {
      observed: [
        {
          principalArn: 'arn:aws:iam::123456789012:role/agents/agent',
          principalId: 'AROAEXAMPLEEXAMPLE01',
          ...ownCalls,
        },
      ],
    },
    record: {
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLEEXAMPLE01:i-0123456789abcdef0',
        arn: 'arn:aws:sts::123456789012:assumed-role/agent/i-0123456789abcdef0',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/agents/agent' },
        },
      },
    },
    evidence: { principal: 'arn:aws:iam::123456789012:role/agents/agent' },
  },
  {
    name: 'a policy that the input names but does not contain, and a call that shows access whatever it says',
    outcome: 'violation',
    facts: {
      access: [
        { arn: requester, hasAccess: null, missing: ['arn:aws:iam::123456789012:policy/shared'], grants: [] },
      ],
      observed: [{ principalArn: requester, principalId: requesterId, ...ownCalls }],
    },
    record: {},
    evidence: { principal: requester },
  },
  {
    name: 'policies that allow nothing, and calls from before they were what they are: the policies decide',
    outcome: 'pass',
    facts: {
      access: [noAccess],
      observed: [{ principalArn: requester, principalId: requesterId, ...ownCalls }],
    },
    record: {},
  },
  {
    name: 'calls by another user that had the name before',
    outcome: 'undecided',
    missing: ['iam-policies'],
    facts: {
      observed: [{ principalArn: requester, principalId: 'AIDAEXAMPLEEXAMPLE99', ...ownCalls }],
    },
    record: {},
  },
  {
    name: 'policies that nobody has read',
    outcome: 'undecided',
    missing: ['iam-policies'],
    record: {},
  },
  {
    name: 'a managed policy that the input names but does not contain',
    outcome: 'undecided',
    missing: ['arn:aws:iam::123456789012:policy/shared'],
    facts: {
      access: [
        { arn: requester, hasAccess: null, missing: ['arn:aws:iam::123456789012:policy/shared'], grants: [] },
      ],
    },
    record: {},
  },
  {
    name: 'an analysis that could not say what is missing',
    outcome: 'undecided',
    missing: ['iam-policies'],
    facts: { access: [{ arn: requester, hasAccess: null, grants: [] }] },
    record: {},
  },
  {
    name: 'a connection that declares no principal',
    outcome: 'undecided',
    missing: ['principal'],
    submission: { connections: { redshift: { principalArn: null } } },
  },
  {
    name: 'an authentication that nobody could read',
    outcome: 'undecided',
    missing: ['authentication'],
    facts: { access: [noAccess] },
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
    facts: { access: [noAccess] },
    submission: { connections: { redshift: { unresolved: ['database'] } } },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: { connections: { redshift: { type: 'unknown' } } },
  },
  {
    name: 'a call that an AWS service makes with a role’s session, as where Redshift chains roles',
    outcome: 'not-applicable',
    reason: 'aws-service',
    facts: { access: [{ ...readsBuckets, arn: 'arn:aws:iam::123456789012:role/redshift' }] },
    record: {
      userIdentity: {
        type: 'AssumedRole',
        invokedBy: 'redshift.amazonaws.com',
        sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/redshift' } },
      },
    },
  },
  {
    name: 'a call that an AWS service makes with a role’s session in China',
    outcome: 'not-applicable',
    reason: 'aws-service',
    facts: { access: [{ ...readsBuckets, arn: 'arn:aws-cn:iam::123456789012:role/redshift' }] },
    record: {
      userIdentity: {
        type: 'AssumedRole',
        invokedBy: 'redshift.amazonaws.com.cn',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws-cn:iam::123456789012:role/redshift' },
        },
      },
    },
  },
  {
    name: 'a service-linked role, which nobody but its service can assume and nobody can change',
    outcome: 'not-applicable',
    reason: 'service-linked-role',
    principal: {
      ...readsBuckets,
      arn: 'arn:aws:iam::123456789012:role/aws-service-role/redshift.amazonaws.com/AWSServiceRoleForRedshift',
      serviceLinked: true,
    },
  },
  {
    name: 'direct reads only: nothing is staged in S3',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    facts: { access: [readsBuckets] },
    submission: {
      connections: { lake: { type: 'amazon-s3-v2' } },
      sources: [{ readMode: 'direct' }],
      targets: [{ connection: 'lake' }],
    },
  },
  {
    name: 'the role owner’s copy of a cross-account request: the requester’s own account judges it',
    outcome: 'not-applicable',
    reason: 'not-an-iam-principal',
    record: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null } },
  },
  {
    name: 'a request with a SAML assertion',
    outcome: 'not-applicable',
    reason: 'not-an-iam-principal',
    record: { eventName: 'AssumeRoleWithSAML' },
  },
  {
    name: 'a session that the root user obtained: `no-root-credentials` speaks',
    outcome: 'not-applicable',
    reason: 'root',
    record: { userIdentity: { sessionContext: { sessionIssuer: { type: 'Root' } } } },
  },
  {
    name: 'a connection by the root user: `no-root-credentials` speaks',
    outcome: 'not-applicable',
    reason: 'root',
    submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } } },
  },
  {
    name: 'a connection by a SAML provider: `requester-is-iam-principal` speaks',
    outcome: 'not-applicable',
    reason: 'not-an-iam-principal',
    submission: {
      connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:saml-provider/adfs' } },
    },
  },
  {
    name: 'a connection with federated single sign-on',
    outcome: 'not-applicable',
    reason: 'not-an-iam-principal',
    submission: { connections: { redshift: { authentication: 'federated-sso' } } },
  },
];
