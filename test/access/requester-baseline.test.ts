import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionCatalogue } from '../../shared/access/action-catalogue.ts';
import { principalAnalysis } from '../../shared/access/analyse-principal.ts';
import { parsePolicyDocument } from '../../shared/access/policy-document.ts';
import type { RequesterBaseline } from '../../shared/access/requester-baseline.ts';

const catalogue = actionCatalogue({ s3: 'GetObject PutObject ListBucket', ssm: 'UpdateInstanceInformation' });
const storage: RequesterBaseline = {
  name: 'agent storage',
  requesters: ['arn:aws:iam::123456789012:role/agents/*'],
  actions: ['s3:*'],
  resources: ['arn:aws:s3:::agent-storage', 'arn:aws:s3:::agent-storage/*'],
};
const management: RequesterBaseline = {
  name: 'Systems Manager',
  requesters: ['*:role/agents/*'],
  actions: ['ssm:UpdateInstanceInformation'],
};
const agent = 'arn:aws:iam::123456789012:role/agents/eu';
const bucket = 'arn:aws:s3:::agent-storage';

function accessOf(arn: string, baselines: readonly RequesterBaseline[], ...statements: object[]) {
  const analyse = principalAnalysis({ baselineActions: ['sts:AssumeRole'], baselines, catalogue });
  const document = parsePolicyDocument({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
  return analyse({ arn, policies: [{ name: 'own', document }], boundary: undefined, missing: [] });
}

describe('a baseline of some requesters', () => {
  it.each<[string, string, object, boolean]>([
    [
      'allows its actions on its resources',
      agent,
      { Action: 's3:*', Resource: [bucket, `${bucket}/*`] },
      false,
    ],
    ['allows a part of them', agent, { Action: 's3:GetObject', Resource: `${bucket}/in/*` }, false],
    [
      'allows its actions on no other resource',
      agent,
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/*' },
      true,
    ],
    ['allows its actions on nothing wider', agent, { Action: 's3:GetObject', Resource: `${bucket}*` }, true],
    [
      'allows no other actions on its resources',
      agent,
      { Action: 'sqs:SendMessage', Resource: bucket },
      true,
    ],
    ['allows nothing wider than its actions', agent, { Action: '*', Resource: bucket }, true],
    [
      'does not reach what a policy variable may stand for',
      agent,
      { Action: 's3:GetObject', Resource: `\${aws:username}` },
      true,
    ],
    [
      'without resources holds on any',
      agent,
      { Action: 'ssm:UpdateInstanceInformation', Resource: '*' },
      false,
    ],
    [
      'is for nobody else',
      'arn:aws:iam::123456789012:role/other',
      { Action: 's3:GetObject', Resource: bucket },
      true,
    ],
  ])('%s', (_, arn, statement, hasAccess) => {
    expect(accessOf(arn, [storage, management], statement).hasAccess).toBe(hasAccess);
  });

  it('is named in the answer, whichever that is', () => {
    const allowed = { Action: 's3:GetObject', Resource: `${bucket}/*` };
    const more = { Action: 's3:GetObject', Resource: '*' };
    expect(accessOf(agent, [storage, management], allowed).baselines).toEqual([
      'agent storage',
      'Systems Manager',
    ]);
    expect(accessOf(agent, [storage], more)).toMatchObject({
      hasAccess: true,
      baselines: ['agent storage'],
      services: ['s3'],
      actionCount: 1,
    });
    expect(accessOf('arn:aws:iam::123456789012:user/u', [storage], more)).not.toHaveProperty('baselines');
  });

  it('is nobody else’s, where one analysis answers for several principals', () => {
    const [one, other] = [agent, 'arn:aws:iam::123456789012:role/agents/us'];
    const own = (arn: string, action: string) => ({ name: arn, requesters: [arn], actions: [action] });
    const analyse = principalAnalysis({
      baselineActions: [],
      baselines: [own(one, 's3:GetObject'), own(other, 's3:PutObject')],
      catalogue,
    });
    const document = parsePolicyDocument({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    });
    const answers = [one, other].map(
      (arn) =>
        analyse({ arn, policies: [{ name: 'own', document }], boundary: undefined, missing: [] }).hasAccess,
    );
    expect(answers).toEqual([false, true]);
  });

  it('cuts exactly what a Deny statement of the same actions and resources would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 });
    const action = text.map((name) => `s3:${name}`);
    const resource = text.map((name) => `arn:aws:s3:::${name}`);
    const grant = fc.record({ Action: fc.array(action, { minLength: 1, maxLength: 2 }), Resource: resource });
    fc.assert(
      fc.property(grant, grant, (allowed, exempt) => {
        const own = { ...storage, requesters: ['*'], actions: exempt.Action, resources: [exempt.Resource] };
        const denied = accessOf(agent, [], allowed, { Effect: 'Deny', ...exempt });
        expect(accessOf(agent, [own], allowed).hasAccess).toBe(denied.hasAccess);
      }),
    );
  });
});
