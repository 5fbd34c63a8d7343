import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IssuedSessions } from '../../shared/audit/issued-sessions.ts';
import type { CredentialRequest, Requester } from '../../shared/cloudtrail/record.ts';
import {
  byName,
  chainSessions,
  issuesChainedSession,
  orderChain,
} from '../../shared/sessions/session-chains.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';

const base = credentialRequest({ errorCode: undefined, refusedAs: undefined });
const some = (...texts: string[]) => fc.constantFrom(undefined, ...texts);
const requester: fc.Arbitrary<Requester> = fc.record({
  type: fc.constantFrom('IAMUser', 'AssumedRole', 'AWSService'),
  arn: some('arn:aws:iam::123456789012:user/one', 'arn:aws:iam::123456789012:user/two'),
  principalId: some('AIDAEXAMPLE', 'a\nb'),
  accountId: some('123456789012'),
  accessKeyId: some('AKIAEXAMPLE', 'ASIAEXAMPLE'),
  issuerType: some('Role'),
  issuerArn: some('arn:aws:iam::123456789012:role/one'),
  assumedRoot: fc.boolean(),
  invokedBy: some('redshift.amazonaws.com'),
  principalArn: some('arn:aws:iam::123456789012:role/one'),
  name: some('one', 'two', ''),
});
const request: fc.Arbitrary<CredentialRequest> = fc
  .record({
    key: fc.oneof(fc.uuid(), fc.constantFrom('one', 'two')),
    eventId: fc.oneof(fc.uuid(), some('one')),
    eventName: fc.constantFrom('AssumeRole', 'GetSessionToken'),
    time: fc.integer({ min: 946_684_800, max: 4_102_444_799 }),
    region: some('eu-central-1'),
    sourceIp: some('192.0.2.1', '192.0.2.2'),
    recipientAccountId: some('123456789012', '111122223333'),
    requester,
    roleArn: some('arn:aws:iam::123456789012:role/one', 'GetSessionToken'),
    sessionName: some('mapping', '', 'x'),
    errorMessage: some('why'),
    issuedAccessKeyId: some('ASIAISSUED1', 'ASIAISSUED2'),
    expiresAt: fc.option(fc.integer({ min: 946_684_800, max: 4_102_444_799 }), { nil: undefined }),
  })
  .map((drawn) => ({ ...base, ...drawn }) as CredentialRequest);
const requests = fc.array(request, { maxLength: 40 });

function kept(all: readonly CredentialRequest[]): IssuedSessions {
  const sessions = new IssuedSessions();
  for (const one of all) sessions.add(one);
  return sessions;
}

const chainsOf = (sessions: IssuedSessions) => [...sessions.chains()].map(orderChain).sort(byName);

describe('IssuedSessions', () => {
  it('has the chains that the requests themselves have, with all that is in them', () => {
    fc.assert(
      fc.property(requests, (all) => {
        expect(chainsOf(kept(all))).toEqual(chainSessions(all));
        expect([...kept(all).chained()]).toEqual(all.filter(issuesChainedSession));
      }),
    );
  });

  it('finds who issued an access key', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const keys = new Set(['ASIAISSUED2']);
        const issuers = all.filter(({ issuedAccessKeyId }) => issuedAccessKeyId === 'ASIAISSUED2');
        expect([...kept(all).issuersOf(keys)]).toEqual(issuers);
        expect([...kept(all).issuersOf(new Set())]).toEqual([]);
      }),
    );
  });

  it('takes back what an event issued, and what is added after it stays', () => {
    const [one, other] = [
      { ...base, key: 'one' },
      { ...base, key: 'other' },
    ];
    const sessions = kept([one, other]);
    sessions.takeBack('one', 'sts.amazonaws.com AssumeRoleWithSAML');
    expect([...sessions.chains()].flat()).toHaveLength(2);
    sessions.takeBack('one', `sts.amazonaws.com ${base.eventName}`);
    expect([...sessions.chains()].flat()).toEqual([other]);
    sessions.add(one);
    expect([...sessions.chains()].flat()).toEqual([other, one]);
    expect([...sessions.issuersOf(new Set([base.issuedAccessKeyId ?? '']))]).toEqual([other, one]);
  });

  it('keeps the accounts that other copies were delivered to', () => {
    const copied = { ...base, copiedTo: ['111122223333'] };
    expect([...kept([base, copied]).chains()].flat()).toEqual([base, copied]);
  });

  it('keeps as many as there are', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => ({
      ...base,
      key: `key ${index}`,
      sessionName: `session ${index % 7}`,
    }));
    const chains = [...kept(many).chains()];
    expect(chains.map((chain) => chain.length)).toEqual([5715, 5715, 5714, 5714, 5714, 5714, 5714]);
    expect(
      chains
        .flat()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(many.map(({ key }) => key).sort());
  });

  it('tells very many requesters of one key and ARN apart', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...base,
      requester: { ...base.requester, principalId: `id ${index % 120}` },
    }));
    expect([...kept(many).chains()].flat()).toEqual(many);
  });
});
