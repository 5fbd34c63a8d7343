import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssuedSessions, KeptSession } from '../../shared/audit/issued-sessions.ts';
import type { CredentialRequest, Requester } from '../../shared/cloudtrail/record.ts';
import { byIssue, coveringSession } from '../../shared/sessions/run-cover.ts';
import {
  byName,
  chainSessions,
  issuesChainedSession,
  linksOf,
} from '../../shared/sessions/session-chains.ts';
import { keptSessions as kept } from '../support/audit/kept-sessions.ts';
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
/** Few seconds, so that some are issued at once. */
const time = fc.oneof(
  fc.integer({ min: 946_684_800, max: 4_102_444_799 }),
  fc.integer({ min: 1_790_000_000, max: 1_790_000_005 }),
);
const request: fc.Arbitrary<CredentialRequest> = fc
  .record({
    key: fc.oneof(fc.uuid(), fc.constantFrom('one', 'two')),
    eventId: fc.oneof(fc.uuid(), some('one')),
    eventName: fc.constantFrom('AssumeRole', 'GetSessionToken'),
    time,
    region: some('eu-central-1'),
    sourceIp: some('192.0.2.1', '192.0.2.2'),
    recipientAccountId: some('123456789012', '111122223333'),
    requester,
    roleArn: some('arn:aws:iam::123456789012:role/one', 'GetSessionToken'),
    sessionName: some('mapping', '', 'x'),
    sourceIdentity: some('etl'),
    errorMessage: some('why'),
    issuedAccessKeyId: some('ASIAISSUED1', 'ASIAISSUED2'),
    expiresAt: fc.option(fc.integer({ min: 946_684_800, max: 4_102_444_799 }), { nil: undefined }),
  })
  .map((drawn) => ({ ...base, ...drawn }) as CredentialRequest);
const requests = fc.array(request, { maxLength: 40 });

const chainsOf = (sessions: IssuedSessions) =>
  Array.from(sessions.chains(), ({ name, requests }) => ({ name, links: [...linksOf(name, requests)] })).sort(
    (one, other) => byName(one.name, other.name),
  );
const plain = ({ issuedAt, expiresAt, eventId, accessKeyId, ...named }: KeptSession) => {
  const { sessionName, sourceIdentity, requesterKeyId } = named;
  return { issuedAt, expiresAt, eventId, accessKeyId, sessionName, sourceIdentity, requesterKeyId };
};
const inChains = (sessions: IssuedSessions) => Array.from(sessions.chains(), ({ requests }) => [...requests]);

describe('IssuedSessions', () => {
  it('has the chains that the requests themselves have, with all that is in them', () => {
    fc.assert(
      fc.property(requests, (all) => {
        expect(chainsOf(kept(all))).toEqual(chainSessions(all));
        expect([...kept(all).chained()]).toEqual(all.filter(issuesChainedSession));
      }),
    );
  });

  it('has the sessions of a role that were issued in a stretch of time, in the order of their issue', () => {
    const bounds = fc.tuple(time, time).map(([one, other]) => [one, other].sort((a, b) => a - b));
    fc.assert(
      fc.property(requests, bounds, (all, [from = 0, to = 0]) => {
        const role = 'arn:aws:iam::123456789012:role/one';
        const sessions = kept(all).ofRoles((asked) => asked === role);
        const own = all.filter((one) => issuesChainedSession(one) && one.roleArn === role);
        expect([...sessions.keys()]).toEqual(own.length === 0 ? [] : [role]);
        const isWithin = ({ issuedAt }: { readonly issuedAt: number }) => issuedAt >= from && issuedAt <= to;
        expect((sessions.get(role)?.(from, to) ?? []).map(plain)).toEqual(
          own.map(coveringSession).filter(isWithin).sort(byIssue),
        );
      }),
    );
  });

  it('says of each session which chain it is in', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const sessions = kept(all);
        const roles = sessions.ofRoles(() => true);
        for (const { number, name, requests: own } of sessions.chains()) {
          const found = roles.get(name.role)?.(0, Number.POSITIVE_INFINITY) ?? [];
          const ofChain = found.filter(({ chain }) => chain === number).map(plain);
          const known = [...own].filter(({ roleArn }) => roleArn !== undefined).map(coveringSession);
          expect(ofChain).toEqual(known.sort(byIssue));
        }
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
    sessions.takeBack({ id: 'one', time: base.time, kind: 'sts.amazonaws.com AssumeRoleWithSAML' });
    sessions.takeBack({ id: 'one', time: base.time + 1, kind: `sts.amazonaws.com ${base.eventName}` });
    expect(inChains(sessions).flat()).toHaveLength(2);
    sessions.takeBack({ id: 'one', time: base.time, kind: `sts.amazonaws.com ${base.eventName}` });
    expect(inChains(sessions).flat()).toEqual([other]);
    sessions.add(one);
    expect(inChains(sessions).flat()).toEqual([one, other]);
    expect([...sessions.issuersOf(new Set([base.issuedAccessKeyId ?? '']))]).toEqual([other, one]);
  });

  it('keeps the accounts that other copies were delivered to', () => {
    const copied = { ...base, copiedTo: ['111122223333'] };
    expect(inChains(kept([base, copied])).flat()).toEqual([base, copied]);
  });

  it('keeps as many as there are', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => ({
      ...base,
      key: `key ${index}`,
      sessionName: `session ${index % 7}`,
    }));
    const chains = inChains(kept(many));
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
    expect(inChains(kept(many)).flat()).toEqual(many);
  });
});
