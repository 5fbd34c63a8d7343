import { describe, expect, it } from 'vitest';
import { accessFacts } from '../../shared/access/access-facts.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import { ifKnown } from '../../shared/json/fact.ts';

const role: PrincipalAccess = {
  arn: 'arn:aws:iam::123456789012:role/agents/agent',
  hasAccess: false,
  grants: [],
};
const user: PrincipalAccess = { arn: 'arn:aws:iam::123456789012:user/agent', hasAccess: true, grants: [] };
const nobody: PrincipalAccess = { arn: 'not an ARN', hasAccess: true, grants: [] };
const facts = accessFacts([role, user, nobody]);

describe('the access of a principal', () => {
  it.each([
    ['a role by its ARN', role.arn, role],
    [
      'a role by the ARN of its session, which lacks the path',
      'arn:aws:sts::123456789012:assumed-role/agent/run',
      role,
    ],
    ['a user of the same name', user.arn, user],
    ['a role of the same name in another account', 'arn:aws:iam::999999999999:role/agent', undefined],
    ['another user', 'arn:aws:iam::123456789012:user/other', undefined],
    ['the root user', 'arn:aws:iam::123456789012:root', undefined],
    ['a text that is no ARN, though the analysis names it', 'not an ARN', undefined],
    ['nobody', undefined, undefined],
  ])('is that of %s', (_, arn, access) => {
    expect(ifKnown(facts.of(arn))).toBe(access);
  });
});
