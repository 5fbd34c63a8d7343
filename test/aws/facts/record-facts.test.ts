import { describe, expect, it } from 'vitest';
import { type AccessFacts, accessFacts } from '../../../shared/access/access-facts.ts';
import { errorName } from '../../../shared/aws/calls/failures.ts';
import { recordFacts } from '../../../shared/aws/facts/record-facts.ts';
import type { JudgedRecord } from '../../../shared/cloudtrail/record.ts';
import { issuedSession } from '../../../shared/evaluation/issued-session.ts';
import { toAskAbout } from '../../../shared/gate/to-ask-about.ts';
import { absent, ifKnown, known, unavailable } from '../../../shared/json/fact.ts';
import { noFacts } from '../../../shared/rules/facts.ts';
import { knownRuns } from '../../../shared/sessions/known-runs.ts';
import type { Run } from '../../../shared/sessions/run.ts';
import type { TrackedSession } from '../../../shared/sessions/session-store.ts';
import { policyOf } from '../../support/evaluation/rule-books.ts';
import { credentialRequest, expiredCall } from '../../support/evaluation/subjects.ts';
import { ended, run, session } from '../../support/records/session-cases.ts';

const refusedKey = expiredCall().requester.accessKeyId ?? '';
const issued = session('11:00:00', { accessKeyId: refusedKey });
const itsRun = run({ id: 'its', roleArns: [issued.roleArn ?? ''] });

interface Stored {
  readonly sessions?: readonly TrackedSession[];
  readonly runs?: readonly Run[];
  readonly broken?: 'sessionOfKey' | 'runsOf';
}

/** Gathers the facts of a record, and what was asked for them. */
async function gather(record: JudgedRecord, stored: Stored = {}, policy: object = {}) {
  const asked: string[] = [];
  const reported: unknown[] = [];
  const ask = (operation: 'sessionOfKey' | 'runsOf', question: string) => {
    asked.push(`${operation} ${question}`);
    if (stored.broken === operation)
      throw Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'FactTableError' });
  };
  const access: AccessFacts = accessFacts([]);
  const factsOf = recordFacts({
    known: noFacts,
    accessOf: async (arns) => {
      asked.push(`access ${arns}`);
      return access;
    },
    runs: {
      ofWorkload: async (name) => {
        asked.push(`workload ${name}`);
        return known(knownRuns([ended({ taskId: name })]).get(name) ?? never());
      },
    },
    store: {
      sessionOfKey: async (key) => {
        ask('sessionOfKey', key);
        return stored.sessions?.find(({ accessKeyId }) => accessKeyId === key);
      },
      runsOf: async (roleArn) => {
        ask('runsOf', roleArn);
        return stored.runs ?? [];
      },
    },
    toAskAbout,
    issuedSession,
    report: async (fact, error) => void reported.push([fact, errorName(error)]),
  });
  return { facts: await factsOf(record, policyOf(policy)), asked, reported, access };
}

function never(): never {
  throw new TypeError('expected known runs');
}

describe('recordFacts', () => {
  it('asks what the requester of credentials may do, and nothing else', async () => {
    const { facts, asked, access } = await gather(credentialRequest());
    expect(asked).toEqual(['access arn:aws:iam::123456789012:user/mapping-requester']);
    expect(facts).toEqual({ ...noFacts, access });
  });

  const workload = { name: 'orders', roles: ['*'] };

  it.each<[string, JudgedRecord, object, boolean]>([
    ['a workload that declares no run time', credentialRequest(), workload, true],
    ['one that declares it', credentialRequest(), { ...workload, expectedRunSeconds: 1 }, false],
    ['one in advanced mode', credentialRequest(), { ...workload, mode: 'advanced' }, false],
    ['one of other roles', credentialRequest(), { ...workload, roles: ['other'] }, false],
    ['a request that was refused', credentialRequest({ errorCode: 'AccessDenied' }), workload, false],
    ['a call of another service', expiredCall(), workload, false],
  ])('known runs of %s', async (_, record, one, isAsked) => {
    const { facts, asked } = await gather(record, {}, { workloads: [one] });
    expect(asked.includes('workload orders')).toBe(isAsked);
    expect(facts.runsOfWorkloads.has('orders')).toBe(isAsked);
  });

  it('finds the session that issued a refused key, and the runs that it belongs to', async () => {
    const elsewhere = { roleArns: ['arn:aws:iam::123456789012:role/other'] };
    const runs = [
      itsRun,
      run({
        id: 'begun after it',
        startedAt: (issued.issuedAt + 61) * 1000,
        roleArns: itsRun.roleArns ?? [],
      }),
      run({ id: 'of other roles by now', ...elsewhere }),
      run({ id: 'of nobody’s role' }),
    ];
    const { facts, asked } = await gather(expiredCall(), { sessions: [issued], runs });
    expect(asked).toEqual([`sessionOfKey ${refusedKey}`, `runsOf ${issued.roleArn}`]);
    const { issuedAt, expiresAt, eventId, sessionName } = issued;
    expect([...facts.sessions]).toEqual([
      [refusedKey, known({ issuedAt, expiresAt, eventId, sessionName, runs: [itsRun] })],
    ]);
  });

  it('goes by the workload that is called like a run’s task', async () => {
    const policy = { workloads: [{ name: 'orders', roles: ['*/orders'] }] };
    const { facts } = await gather(expiredCall(), { sessions: [issued], runs: [run()] }, policy);
    expect(ifKnown(facts.sessions.get(refusedKey))?.runs).toEqual([run()]);
  });

  it('asks for no runs of a session of no role', async () => {
    const { facts, asked } = await gather(expiredCall(), {
      sessions: [{ ...issued, roleArn: undefined }],
      runs: [itsRun],
    });
    expect(asked).toEqual([`sessionOfKey ${refusedKey}`]);
    expect(ifKnown(facts.sessions.get(refusedKey))).not.toHaveProperty('runs');
  });

  it('joins a request that was refused for expired credentials, too', async () => {
    const refused = credentialRequest({
      errorCode: 'RequestExpired',
      userIdentity: { type: 'AssumedRole', accessKeyId: refusedKey },
    });
    expect((await gather(refused, { sessions: [issued] })).facts.sessions.has(refusedKey)).toBe(true);
  });

  it('knows of a key that nobody has seen issued that there is no session', async () => {
    const { facts, reported } = await gather(expiredCall());
    expect(facts.sessions.get(refusedKey)).toBe(absent);
    expect(reported).toEqual([]);
  });

  it.each(['sessionOfKey', 'runsOf'] as const)('never rejects where %s has no answer', async (broken) => {
    const { facts, reported } = await gather(expiredCall(), { sessions: [issued], broken });
    expect(facts.sessions.get(refusedKey)).toBe(unavailable);
    expect(reported).toEqual([['session', 'FactTableError']]);
  });
});
