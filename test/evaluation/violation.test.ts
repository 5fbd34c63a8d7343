import { describe, expect, it } from 'vitest';
import { evaluateRecord } from '../../shared/evaluation/evaluate-record.ts';
import { violationId } from '../../shared/evaluation/violation-id.ts';
import { citations } from '../../shared/rules/citations.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { type Evidence, violation } from '../../shared/rules/verdict.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';

const earlier =
  'Informatica, Amazon Redshift Connectors, "Rules and guidelines for using the temporary security credentials" (earlier edition)';
const current = 'Informatica, Amazon Redshift Connectors, "Before you begin" (current edition)';
const s3 =
  'Informatica, Amazon S3 V2 Connector, "Rules and guidelines for AssumeRole via IAM user authentication"';

/** Which guides have each guideline, as docs/guidelines.md says it. */
const guides: Readonly<Record<string, readonly string[]>> = {
  G1: [earlier, s3],
  G2: [earlier, s3],
  G3: [earlier, current, s3],
  G4: [earlier, current, s3],
  G6: [earlier, s3],
  G7: [earlier, current],
  G8: [earlier, s3],
  G9: [earlier, s3],
  beyond: [],
};

function findingOf(evidence: Evidence, { policy = {}, delta = {}, message = 'broken' } = {}) {
  const book = bookOf(policy, [ruleWith({ 'credential-request': () => violation(message, evidence) })]);
  const [outcome] = evaluateRecord(book, credentialRequest(delta), noFacts);
  return outcome?.violations[0];
}

describe('a finding', () => {
  it('says what was found, from the rule’s own words', () => {
    expect(findingOf({ who: 'root' })).toStrictEqual({
      schemaVersion: '1',
      id: violationId('duration-covers-run', '11111111-2222-4333-8444-555555555502'),
      ruleId: 'duration-covers-run',
      guideline: 'G3',
      severity: 'high',
      status: 'violation',
      title: 'A title',
      message: 'broken by root',
      remediation: 'Mend it.',
      references: [`${earlier}, G3`, `${current}, G3`, `${s3}, G3`, 'https://docs.aws.amazon.com/a-page'],
      subject: expect.objectContaining({ eventName: 'AssumeRole' }),
      evidence: { who: 'root' },
      observedAt: '2026-10-01T08:00:00Z',
    });
  });

  it('has the message that its rule has no text for', () => {
    expect(findingOf({ who: 'root' }, { message: 'broken for {who}' })?.message).toBe('broken for root');
  });

  it('has the severity that the policy sets', () => {
    const policy = { rules: { 'duration-covers-run': { severity: 'low' } } };
    expect(findingOf({}, { policy })?.severity).toBe('low');
  });

  it.each([
    ['a request', {}],
    ['an attempt', { errorCode: 'AccessDenied' }],
  ])('that is exempted stays, marked with the exemption and its end: %s', (_, delta) => {
    expect(findingOf({}, { policy: { exemptions: [exemptionOf()] }, delta })).toMatchObject({
      status: 'exempted',
      exemption: { id: 'EX-1', expires: '2026-11-01' },
    });
  });

  it('that is not exempted names no exemption', () => {
    expect(findingOf({})).not.toHaveProperty('exemption');
  });

  it('stays small, however large the record', () => {
    const huge = 'x'.repeat(1_000_000);
    const finding = findingOf(
      { who: huge, others: [huge, huge] },
      { delta: { eventID: huge, awsRegion: huge, userIdentity: { arn: huge, accessKeyId: huge } } },
    );
    expect(JSON.stringify(finding).length).toBeLessThan(20_000);
    expect(finding?.message).toBe(`broken by ${'x'.repeat(2048)}…`);
    expect(finding?.subject.requester).toBe(`${'x'.repeat(2048)}…`);
  });

  it('is exempted by the whole of a text, not by what was left of it', () => {
    const roleArn = `role-${'x'.repeat(3000)}`;
    const delta = { requestParameters: { roleArn } };
    const exempt = (subject: object) =>
      findingOf({}, { delta, policy: { exemptions: [exemptionOf({ subject })] } });
    expect(exempt({ roleArn })?.status).toBe('exempted');
    expect(exempt({ roleArn: exempt({ roleArn })?.subject.roleArn })?.status).toBe('violation');
  });

  it('never holds the session token', () => {
    const delta = { userIdentity: { type: 'Root' } };
    const outcomes = evaluateRecord(bookOf(), credentialRequest(delta), noFacts);
    const text = JSON.stringify(outcomes.flatMap(({ violations }) => violations));
    expect(text).toContain('no-root-credentials');
    expect(text).not.toContain('SESSION-TOKEN');
  });
});

describe('a rule cites', () => {
  it.each(rules.map(({ meta }) => [meta.guideline, meta] as const))('its sources: %s', (guideline, meta) => {
    const expected = guides[guideline]?.map((guide) => `${guide}, ${guideline}`);
    expect(citations(meta)).toEqual([...(expected ?? ['no such guideline']), ...meta.references]);
  });
});
