import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import { chainSessions, issuesChainedSession } from '../../shared/sessions/session-chains.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';

const base = credentialRequest();

/** A request of the chain at a second, whose session ends at another; keyed by its time unless told otherwise. */
function issued(time: number, expiresAt: number | undefined, delta: Partial<CredentialRequest> = {}) {
  return { ...base, key: `at-${time}`, time, expiresAt, ...delta };
}

function linksOf(...requests: CredentialRequest[]) {
  return chainSessions(requests).flatMap(({ links }) => links);
}

describe('chainSessions', () => {
  it('makes no chains of nothing', () => {
    expect(chainSessions([])).toEqual([]);
  });

  it('orders the sessions of a chain by the time of their issue', () => {
    expect(
      linksOf(issued(30, 40), issued(10, 20), issued(20, 30)).map(({ request }) => request.time),
    ).toEqual([10, 20, 30]);
  });

  it('names a chain by requester, role and session name', () => {
    expect(chainSessions([base]).map(({ name }) => name)).toEqual([
      {
        requester: 'arn:aws:iam::123456789012:user/mapping-requester',
        role: 'arn:aws:iam::123456789012:role/redshift-stage',
        sessionName: 'mapping-orders',
      },
    ]);
  });

  it('puts the event name for an absent role, and nothing for an absent session name or requester', () => {
    const bare = credentialRequest({
      eventName: 'GetSessionToken',
      requestParameters: null,
      userIdentity: null,
    });
    expect(chainSessions([bare])[0]?.name).toEqual({
      requester: '',
      role: 'GetSessionToken',
      sessionName: '',
    });
  });

  it.each([
    ['requester', { requester: { ...base.requester, name: 'another' } }],
    ['role', { roleArn: 'arn:aws:iam::123456789012:role/another' }],
    ['session name', { sessionName: 'another' }],
  ])('keeps apart sessions that differ in %s', (_, delta) => {
    expect(chainSessions([issued(0, 10), issued(5, 15, delta)]).map(({ links }) => links.length)).toEqual([
      1, 1,
    ]);
  });

  it('orders the chains by their names', () => {
    const named = (sessionName: string) => issued(0, 10, { sessionName });
    const chains = chainSessions(['b', 'c', 'a'].map(named));
    expect(chains.map(({ name }) => name.sessionName)).toEqual(['a', 'b', 'c']);
  });

  it('keeps apart names that only join to the same text', () => {
    const one = issued(0, 10, { roleArn: 'a","b', sessionName: 'c' });
    const other = issued(0, 10, { roleArn: 'a', sessionName: 'b","c' });
    expect(chainSessions([one, other])).toHaveLength(2);
  });

  it.each([
    ['of an AWS service for itself', { requester: { ...base.requester, type: 'AWSService' } }],
    ['that was denied', { errorCode: 'AccessDenied' }],
  ])('leaves out a request %s', (_, delta) => {
    const request = issued(0, 10, delta);
    expect(issuesChainedSession(request)).toBe(false);
    expect(linksOf(request, issued(20, 30))).toMatchObject([
      { request: { time: 20 }, gapSeconds: undefined },
    ]);
  });

  it.each([
    ['a first session has no gap', [issued(0, 10)], [undefined]],
    ['a gap counts from the expiration before', [issued(0, 10), issued(14, 24)], [undefined, 4]],
    ['an overlap is a negative gap', [issued(0, 10), issued(7, 17)], [undefined, -3]],
    [
      'a gap counts from the latest of all expirations before',
      [issued(0, 50), issued(1, 10), issued(60, 70)],
      [undefined, -49, 10],
    ],
    [
      'sessions of one second do not precede each other',
      [issued(0, 10, { key: 'a' }), issued(0, 20, { key: 'b' })],
      [undefined, undefined],
    ],
    [
      'sessions of one second all count for the next',
      [issued(0, 30, { key: 'a' }), issued(0, 20, { key: 'b' }), issued(35, 40)],
      [undefined, undefined, 5],
    ],
    [
      'sessions of one second have the same gap',
      [issued(0, 10), issued(15, 20, { key: 'a' }), issued(15, 30, { key: 'b' })],
      [undefined, 5, 5],
    ],
    ['an unknown expiration makes no gap', [issued(0, undefined), issued(15, 20)], [undefined, undefined]],
    [
      'an unknown expiration does not hide a known one',
      [issued(0, 10), issued(1, undefined), issued(15, 20)],
      [undefined, -9, 5],
    ],
  ])('%s', (_, requests, gaps) => {
    expect(linksOf(...requests).map(({ gapSeconds }) => gapSeconds)).toEqual(gaps);
  });

  it('says from the session behind an unknown expiration on how long ago that was issued', () => {
    const links = linksOf(issued(0, 10), issued(1, undefined), issued(15, 20), issued(30, 40));
    expect(links.map((link) => link.sinceUnknownExpiration)).toEqual([undefined, undefined, 14, 29]);
    expect(links.map((link) => link.previousExpiresAt)).toEqual([undefined, 10, 10, 20]);
  });
});

/** Requests of few chains within few seconds, so that ties, overlaps and gaps are frequent; each has its own key. */
const requests = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 20 }),
      lifetime: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
      roleArn: fc.constantFrom('role-a', 'role-b', undefined),
      sessionName: fc.constantFrom('run', undefined),
      errorCode: fc.constantFrom(undefined, undefined, undefined, 'AccessDenied'),
    }),
    { maxLength: 12 },
  )
  .map((shapes) =>
    shapes.map(({ time, lifetime, ...rest }, index) => {
      const expiresAt = lifetime === undefined ? undefined : time + lifetime;
      return { ...base, ...rest, time, expiresAt, key: `key-${index}` };
    }),
  );

describe('chains of any requests', () => {
  it('do not depend on the order of the requests', () => {
    const shuffled = requests.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, inAnother]) => {
        expect(chainSessions(inAnother)).toEqual(chainSessions(inOrder));
      }),
    );
  });

  it('hold every request that issued a session, once', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const chained = linksOf(...all).map(({ request }) => request.key);
        const issuing = all.filter(({ errorCode }) => errorCode === undefined).map(({ key }) => key);
        expect(chained.sort()).toEqual(issuing.sort());
      }),
    );
  });

  it('have the gaps that the guideline defines: issue time minus the latest expiration of all issued earlier', () => {
    fc.assert(
      fc.property(requests, (all) => {
        for (const { links } of chainSessions(all)) {
          for (const { request, gapSeconds } of links) {
            const ends = links
              .filter((other) => other.request.time < request.time)
              .map((other) => other.request.expiresAt);
            const known = ends.filter((end) => end !== undefined);
            expect(gapSeconds).toBe(known.length === 0 ? undefined : request.time - Math.max(...known));
          }
        }
      }),
    );
  });
});
