import { describe, expect, it } from 'vitest';
import { parsePrincipal, principalKey } from '../../shared/access/principal.ts';

const iam = 'arn:aws:iam::123456789012';
const sts = 'arn:aws:sts::123456789012';

describe('parsePrincipal', () => {
  it.each([
    { arn: `${iam}:user/loader`, kind: 'user', key: '123456789012:user/loader' },
    { arn: `${iam}:user/etl/nightly/loader`, kind: 'user', key: '123456789012:user/loader' },
    { arn: `${iam}:role/agent`, kind: 'role', key: '123456789012:role/agent' },
    { arn: `${iam}:role/agents/agent`, kind: 'role', key: '123456789012:role/agent' },
    { arn: 'arn:aws-us-gov:iam::123456789012:role/agent', kind: 'role', key: '123456789012:role/agent' },
    { arn: `${sts}:assumed-role/agent/run/1`, kind: 'assumed-role', key: '123456789012:role/agent' },
    { arn: `${iam}:root`, kind: 'root', key: undefined },
    { arn: `${sts}:federated-user/analyst`, kind: 'federated-user', key: undefined },
    { arn: `${iam}:saml-provider/adfs`, kind: 'identity-provider', key: undefined },
    { arn: `${iam}:oidc-provider/idp.example.com/path`, kind: 'identity-provider', key: undefined },
    { arn: `${iam}:group/etl`, kind: 'other', key: undefined },
    { arn: `${iam}:assumed-role/agent/run`, kind: 'other', key: undefined },
    { arn: `${sts}:user/loader`, kind: 'other', key: undefined },
    { arn: `${iam}:constructor`, kind: 'other', key: undefined },
  ])('reads $arn as $kind', ({ arn, kind, key }) => {
    expect(parsePrincipal(arn)).toEqual({ arn, kind, accountId: '123456789012', key });
    expect(principalKey(arn)).toBe(key);
  });

  it.each([
    `${iam}:user`,
    `${iam}:role`,
    `${sts}:assumed-role`,
    `${iam}:user/etl/`,
    `${sts}:assumed-role//run`,
  ])('takes %s, which names nobody, for no user and no role', (arn) => {
    expect(parsePrincipal(arn)).toMatchObject({ kind: 'other', key: undefined });
  });

  it.each([
    ['text', 'loader'],
    ['an ARN of another service', 'arn:aws:s3:::mapping-stage'],
    ['an ARN with a region', 'arn:aws:iam:eu-central-1:123456789012:user/loader'],
    ['an account of eleven digits', 'arn:aws:iam::12345678901:user/loader'],
    ['a slash without a name', `${iam}:user/`],
    ['text before the ARN', ` ${iam}:user/loader`],
    ['a line break in the name', `${iam}:user/loa\nder`],
    ['another partition’s shape', 'arn:azure:iam::123456789012:user/loader'],
  ])('does not read %s', (_, arn) => {
    expect(parsePrincipal(arn)).toBeUndefined();
    expect(principalKey(arn)).toBeUndefined();
  });
});

it('nobody has no key', () => {
  expect(principalKey(undefined)).toBeUndefined();
});
