import { describe, expect, it } from 'vitest';
import { evaluateSubmission } from '../../shared/evaluation/evaluate-submission.ts';
import { known } from '../../shared/json/fact.ts';
import type { Facts } from '../../shared/rules/facts.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import type { Rule, RuleContext } from '../../shared/rules/rule.ts';
import { notApplicable, pass, undecided, type Verdict, violation } from '../../shared/rules/verdict.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const evaluatedAt = '2026-10-15T12:00:00.000Z';
const broken = () => violation('broken', {});

/** Three connections, one of them with a second hop; three sources, two targets. */
const delta = {
  connections: {
    redshift: { database: { iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database' } },
    lake: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake' },
    files: { type: 'other' },
  },
  sources: [{ name: 'a' }, { name: 'b', connection: 'lake' }, { name: 'c', connection: 'files' }],
  targets: [{ name: 'd' }, { name: 'e', connection: 'lake' }],
};

function judged(rule: Rule, { changed = delta as object, policy = {}, facts = noFacts as Facts } = {}) {
  const [outcome] = evaluateSubmission(bookOf(policy, [rule]), {
    submission: submission(changed),
    facts,
    evaluatedAt,
  });
  if (outcome === undefined) throw new Error('the rule was not judged');
  return outcome;
}

/** A rule that answers by the name of the endpoint: `a` to `e`. */
function answering(answers: Record<string, Verdict | Error>, meta = {}) {
  return ruleWith(
    {
      endpoint: ({ name }) => {
        const answer = answers[name] ?? notApplicable('no-answer');
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    meta,
  );
}

describe('a rule is judged on', () => {
  it.each([
    [
      'every endpoint',
      'endpoint',
      [
        { endpoints: ['a'], connection: 'redshift' },
        { endpoints: ['b'], connection: 'lake' },
        { endpoints: ['c'], connection: 'files' },
        { endpoints: ['d'], connection: 'redshift' },
        { endpoints: ['e'], connection: 'lake' },
      ],
    ],
    [
      'every hop, once',
      'hop',
      [
        { connection: 'redshift', hop: 'staging' },
        { connection: 'redshift', hop: 'database' },
        { connection: 'lake', hop: 'staging' },
        { connection: 'files', hop: 'staging' },
      ],
    ],
    [
      'every pair of source and target',
      'pair',
      ['ad', 'ae', 'bd', 'be', 'cd', 'ce'].map((names) => ({ endpoints: [...names] })),
    ],
  ])('%s, where it has a check for it', (_, kind, subjects) => {
    const { violations } = judged(ruleWith({ [kind]: broken }));
    const found = violations.map(({ subject: { endpoints, connection, hop } }) => ({
      endpoints,
      connection,
      hop,
    }));
    expect(found).toEqual(subjects);
    for (const one of violations) expect(one).toMatchObject({ status: 'violation', observedAt: evaluatedAt });
  });

  it('all of them, where it has all three checks', () => {
    const all = ruleWith({ endpoint: broken, hop: broken, pair: broken });
    expect(judged(all).violations).toHaveLength(5 + 4 + 6);
  });

  it('nothing, where it has no such check', () => {
    const outcomes = evaluateSubmission(bookOf({}, [ruleWith({ session: broken, principal: broken })]), {
      submission: submission(delta),
      facts: noFacts,
      evaluatedAt,
    });
    expect(outcomes).toEqual([]);
  });

  it('nothing, where the submission has no such part: it is not applicable', () => {
    const whole = { ...submission(), hops: [], pairs: [] };
    for (const kind of ['hop', 'pair']) {
      const [outcome] = evaluateSubmission(bookOf({}, [ruleWith({ [kind]: broken })]), {
        submission: whole,
        facts: noFacts,
        evaluatedAt,
      });
      expect(outcome?.judged).toEqual({ outcome: 'not-applicable', reason: 'no-temporary-credentials' });
    }
  });

  it('parameters and facts, and on no workload', () => {
    const contexts: RuleContext[] = [];
    const rule = ruleWith({
      hop: (_, context) => {
        contexts.push(context);
        return pass;
      },
    });
    const facts = { ...noFacts, roleMaximums: new Map([['role', known(3600)]]) };
    judged(rule, {
      policy: { parameters: { lapseSeconds: 7 }, workloads: [{ name: 'w', roles: ['*'] }] },
      facts,
    });
    expect(contexts).toHaveLength(4);
    expect(contexts[0]).toMatchObject({ parameters: { lapseSeconds: 7 }, facts, workload: undefined });
  });
});

describe('of a rule’s answers on the parts of a submission', () => {
  const thrown = new RangeError('out of range');
  const grave: [string, Verdict | Error][] = [
    ['fault', thrown],
    ['violation', broken()],
    ['undecided', undecided('evidence')],
    ['pass', pass],
    ['not-applicable', notApplicable('no-reason')],
  ];

  it.each(
    grave.flatMap(([outcome, answer], rank) =>
      grave.slice(rank).flatMap(([other, milder]) => [
        { outcome, other, answers: { a: answer, b: milder } },
        { outcome, other, answers: { a: milder, b: answer } },
      ]),
    ),
  )('the gravest counts: $outcome before $other', ({ outcome, answers }) => {
    const only = { sources: [{ name: 'a' }, { name: 'b', connection: 'redshift' }] };
    expect(judged(answering(answers), { changed: only }).judged.outcome).toBe(outcome);
  });

  it('every violation is a finding, under a fault too', () => {
    const { judged: answer, violations } = judged(answering({ a: broken(), b: thrown, d: broken() }));
    expect(answer).toEqual({ outcome: 'fault', reason: 'the rule threw RangeError', error: thrown });
    expect(violations.map(({ subject }) => subject.endpoints)).toEqual([['a'], ['d']]);
  });

  it('what is missing for one part is missing for the rule, named once', () => {
    const answers = { a: undecided('x', 'y'), b: pass, c: undecided('y', 'z'), d: undecided('x') };
    expect(judged(answering(answers)).judged).toEqual({ outcome: 'undecided', missing: ['x', 'y', 'z'] });
  });

  it('the first reason counts', () => {
    const answers = { a: notApplicable('first'), b: notApplicable('second') };
    expect(judged(answering(answers)).judged).toEqual(notApplicable('first'));
  });

  it('lapsed exemptions of all findings are named', () => {
    const policy = { exemptions: [exemptionOf({ subject: { connection: 'lake' }, expires: '2026-10-15' })] };
    const { violations, lapsedExemptions } = judged(answering({ a: broken(), b: broken(), e: broken() }), {
      policy,
    });
    expect(violations.map(({ status }) => status)).toEqual(['violation', 'violation', 'violation']);
    expect(lapsedExemptions).toEqual(['EX-1', 'EX-1']);
  });
});

describe('a parameter file, which may change at run time what was checked,', () => {
  const withFile = { ...delta, task: { parameterFile: true } };
  const overridable = { overridableByParameterFile: true } as const;

  it.each([
    ['makes a pass undecided', pass, undecided('parameter-file')],
    ['leaves what is undecided as it is', undecided('evidence'), undecided('evidence')],
    ['leaves what is not applicable as it is', notApplicable('no-reason'), notApplicable('no-reason')],
  ])('%s', (_, answer, expected) => {
    expect(judged(answering({ a: answer }, overridable), { changed: withFile }).judged).toEqual(expected);
  });

  it('leaves a violation one', () => {
    const outcome = judged(answering({ a: broken(), b: pass }, overridable), { changed: withFile });
    expect(outcome.judged.outcome).toBe('violation');
    expect(outcome.violations).toHaveLength(1);
  });

  it('joins what else is missing', () => {
    const answers = { a: undecided('evidence'), b: pass };
    expect(judged(answering(answers, overridable), { changed: withFile }).judged).toEqual(
      undecided('evidence', 'parameter-file'),
    );
  });

  it('leaves a rule alone that looks at nothing it could change', () => {
    expect(judged(answering({ a: pass }), { changed: withFile }).judged).toEqual(pass);
  });

  it.each([
    ['the endpoint that was checked', { a: pass }, undecided('parameter-file')],
    ['another endpoint', { b: pass }, pass],
  ])('may be for one endpoint only: %s', (_, answers, expected) => {
    const changed = { ...delta, sources: [{ name: 'a', overridable: true }, ...delta.sources.slice(1)] };
    expect(judged(answering(answers, overridable), { changed }).judged).toEqual(expected);
  });

  it.each([
    ['its source', { sources: [{ overridable: true }] }],
    ['its target', { targets: [{ overridable: true }] }],
    ['the task', { task: { parameterFile: true } }],
  ])('makes a pass on a pair undecided by %s', (_, changed) => {
    expect(judged(ruleWith({ pair: () => pass }, overridable), { changed }).judged).toEqual(
      undecided('parameter-file'),
    );
    expect(judged(ruleWith({ pair: () => pass }), { changed }).judged).toEqual(pass);
  });

  it('changes nothing for a pair of which neither side has one', () => {
    const changed = {
      sources: [{}, { name: 'b', connection: 'redshift', overridable: true }],
      targets: [{}, { name: 'e', connection: 'redshift' }],
    };
    const rule = ruleWith(
      { pair: ({ source }) => (source.name === 'b' ? notApplicable('no-reason') : pass) },
      overridable,
    );
    expect(judged(rule, { changed }).judged).toEqual(pass);
  });

  it('changes nothing where there is none', () => {
    expect(judged(answering({ a: pass }, overridable)).judged).toEqual(pass);
  });
});

describe('a finding on a hop', () => {
  it.each([
    [
      'names the account that AWS says its access key belongs to',
      [['AKIAEXAMPLEEXAMPLE01', '999999999999']],
      '999999999999',
    ],
    ['names none where AWS was not asked', [], undefined],
  ] as const)('%s', (_, keyAccounts, expected) => {
    const facts = {
      ...noFacts,
      keyAccounts: new Map(keyAccounts.map(([key, account]) => [key, known(account)])),
    };
    const [finding] = judged(ruleWith({ hop: broken }), { facts, changed: {} }).violations;
    expect(finding?.evidence).toStrictEqual(expected === undefined ? {} : { accessKeyAccountId: expected });
  });
});

describe('the evidence on a requester', () => {
  const grades = ['declared', 'configured', 'resolved', 'proven'] as const;
  const user = 'arn:aws:iam::123456789012:user/mapping-requester';
  const accessKeyId = 'AKIAEXAMPLEEXAMPLE01';
  const policies = {
    declared: {},
    configured: { requesters: [{ accessKeyId, principalArn: user }] },
    resolved: {},
  };

  /** Nothing can prove a requester yet: the strongest that there is, is what AWS says of a key. */
  const pairs = (['declared', 'configured', 'resolved'] as const).flatMap((source) =>
    grades.map((minimum) => ({
      source,
      minimum,
      outcome: grades.indexOf(source) < grades.indexOf(minimum) ? 'undecided' : 'pass',
    })),
  );

  const onRequester = (checks: Rule['checks']) => ruleWith(checks, { judgesRequester: true });

  function judgedBy(answer: Verdict, source: keyof typeof policies, minimumEvidence: string) {
    const facts = {
      ...noFacts,
      ...(source === 'resolved' && { keyOwners: new Map([[accessKeyId, known({ arn: user })]]) }),
    };
    const policy = { ...policies[source], rules: { 'duration-covers-run': { minimumEvidence } } };
    return judged(onRequester({ hop: () => answer }), { policy, facts, changed: {} }).judged;
  }

  it.each(pairs)(
    '$source makes a pass $outcome where the policy asks for $minimum',
    ({ source, minimum, outcome }) => {
      expect(judgedBy(pass, source, minimum)).toEqual(outcome === 'pass' ? pass : undecided('evidence'));
    },
  );

  it('leaves a violation one, and what is undecided or not applicable as it is', () => {
    for (const answer of [broken(), undecided('principal'), notApplicable('root')])
      expect(judgedBy(answer, 'declared', 'proven')).toEqual(answer);
  });

  it('is that on nobody where no requester is known: no pass can rest on it but that of the weakest', () => {
    const changed = { connections: { redshift: { principalArn: null } } };
    const passing = onRequester({ hop: () => pass });
    const policy = { rules: { 'duration-covers-run': { minimumEvidence: 'configured' } } };
    expect(judged(passing, { changed, policy }).judged).toEqual(undecided('evidence'));
    expect(judged(passing, { changed }).judged).toEqual(pass);
  });

  it('says nothing of rules that do not judge the requester', () => {
    const policy = { rules: { 'duration-covers-run': { minimumEvidence: 'proven' } } };
    expect(judged(ruleWith({ hop: () => pass }), { policy }).judged).toEqual(pass);
  });

  it('says nothing of endpoints and pairs', () => {
    const policy = { rules: { 'duration-covers-run': { minimumEvidence: 'proven' } } };
    expect(judged(onRequester({ endpoint: () => pass, pair: () => pass }), { policy }).judged).toEqual(pass);
  });
});
