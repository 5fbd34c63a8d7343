import { readFileSync } from 'node:fs';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusEvent, decisionEvent, violationEvent } from '../../../shared/aws/publishing/events.ts';
import { alsoToSecurityHub, ImportError } from '../../../shared/aws/publishing/security-hub.ts';
import type { Decision, Finding, Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../../shared/findings/finding-id.ts';
import { findingsOf as grouped } from '../../../shared/findings/findings-of.ts';
import { securityFinding } from '../../../shared/formats/asff.ts';
import { violationOf } from '../../support/findings/violations.ts';
import { findingsOf, invoke } from '../../support/functions/invoke.ts';

const hub = mockClient(SecurityHubClient);
const productArn = 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default';
const event = JSON.parse(readFileSync('events/audit-credential-requests.batch.json', 'utf8'));
const violations = findingsOf(await invoke('audit-credential-requests', event));
/** Violations of a finding each. */
const many = (count: number): Violation[] =>
  Array.from({ length: count }, (_, index) =>
    violationOf('a', {
      id: `v1-${String(index).padStart(40, '0')}`,
      subject: { kind: 'principal', requester: `arn:aws:iam::123456789012:user/${index}` },
    }),
  );
const now = '2026-10-15T12:00:00.000Z';

/** The sink, with the findings that are kept. */
function sink({ arn = productArn, mayFail = false, kept = [] as readonly Finding[] } = {}) {
  const published: BusEvent[] = [];
  const failures: unknown[] = [];
  const publish = alsoToSecurityHub(async (events) => void published.push(...events), {
    client: async () => new SecurityHubClient({}),
    productArn: arn,
    findingsKept: async (ids) =>
      new Map(kept.filter(({ id }) => ids.includes(id)).map((finding) => [finding.id, finding])),
    now: () => new Date(now),
    onFailure: async (error) => void failures.push(error),
    mayFail,
  });
  return { publish, published, failures };
}

const imported = () =>
  hub.commandCalls(BatchImportFindingsCommand).map(({ args }) => args[0].input.Findings ?? []);

beforeEach(() => {
  hub.reset();
  hub.on(BatchImportFindingsCommand).resolves({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
});

describe('the Security Hub sink', () => {
  it('is off where no product is named', async () => {
    const { publish, published } = sink({ arn: '' });
    await publish(violations.map(violationEvent));
    expect(published).toHaveLength(violations.length);
    expect(imported()).toEqual([]);
  });

  it('imports each finding, published first, under its own id: a redelivery updates it', async () => {
    const { publish, published } = sink();
    await publish(violations.map(violationEvent));
    await publish(violations.map(violationEvent));
    expect(published).toHaveLength(2 * violations.length);
    const ids = imported().map((findings) => findings.map(({ Id }) => Id).sort());
    const expected = grouped(violations).map(({ id }) => id);
    expect(ids).toEqual([expected.sort(), expected]);
  });

  it('imports a finding once for all its violations of a turn, as it is kept, updated now', async () => {
    const [first, second] = [violationOf('a'), violationOf('b', { observedAt: '2026-10-01T09:00:00Z' })];
    const [finding] = grouped([first, second]) as [Finding];
    const kept = { ...finding, occurrences: 1466, firstSeen: '2026-09-01T00:00:00Z', message: 'the newest' };
    const { publish } = sink({ kept: [kept] });
    await Promise.all([first, second, first].map((one) => publish([violationEvent(one)])));
    expect(imported()).toEqual([
      [
        expect.objectContaining({
          Id: finding.id,
          Description: 'the newest',
          ProductFields: { 'sts-warden/status': 'violation', 'sts-warden/occurrences': '1466' },
          FirstObservedAt: '2026-09-01T00:00:00Z',
          LastObservedAt: '2026-10-01T09:00:00Z',
          UpdatedAt: now,
        }),
      ],
    ]);
  });

  it('imports a finding that nobody could keep by the violations at hand, each once', async () => {
    const some = [violationOf('a'), violationOf('b'), violationOf('a')];
    await sink().publish(some.map(violationEvent));
    expect(imported().flat()).toMatchObject([{ ProductFields: { 'sts-warden/occurrences': '2' } }]);
  });

  it('imports nothing where counts cannot be read, and says so by the error’s name', async () => {
    const publish = alsoToSecurityHub(async () => undefined, {
      client: async () => new SecurityHubClient({}),
      productArn,
      findingsKept: async () => {
        throw Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'TimeoutError' });
      },
      now: () => new Date(now),
      onFailure: async () => undefined,
      mayFail: false,
    });
    await expect(publish(many(2).map(violationEvent))).rejects.toThrow(
      '2 of 2 findings not taken: TimeoutError',
    );
    expect(imported()).toEqual([]);
  });

  it('imports the violations in a decision', async () => {
    const { publish } = sink();
    await publish([decisionEvent({ decision: 'block', violations } as unknown as Decision)]);
    expect(imported().flat()).toHaveLength(grouped(violations).length);
  });

  it('calls nobody where there is nothing to import', async () => {
    await sink().publish([decisionEvent({ decision: 'allow', violations: [] } as unknown as Decision)]);
    expect(imported()).toEqual([]);
  });

  it('imports at most 100 in a call', async () => {
    await sink().publish(many(201).map(violationEvent));
    expect(imported().map(({ length }) => length)).toEqual([100, 100, 1]);
  });

  it('imports what is published in one turn together, and tells each caller of its own findings', async () => {
    const [first, second] = many(2) as [Violation, Violation];
    hub.on(BatchImportFindingsCommand).resolves({
      FailedCount: 1,
      SuccessCount: 1,
      FailedFindings: [{ Id: findingId(second), ErrorCode: 'InvalidInput', ErrorMessage: '' }],
    });
    const { publish } = sink();
    const results = await Promise.allSettled([first, second].map((one) => publish([violationEvent(one)])));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(
      imported()[0]
        ?.map(({ Id }) => Id)
        .sort(),
    ).toEqual([first, second].map(findingId).sort());
  });

  it('fails the findings of a call that fails, by the error’s name, and not those of another', async () => {
    hub
      .on(BatchImportFindingsCommand)
      .rejectsOnce(Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'TimeoutError' }))
      .resolves({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
    await expect(sink().publish(many(101).map(violationEvent))).rejects.toThrow(
      '100 of 101 findings not taken: TimeoutError',
    );
    expect(imported().map(({ length }) => length)).toEqual([100, 1]);
  });

  it('imports what failed, and that alone, again', async () => {
    const [first, second] = many(2) as [Violation, Violation];
    hub
      .on(BatchImportFindingsCommand)
      .resolvesOnce({
        FailedCount: 1,
        SuccessCount: 1,
        FailedFindings: [{ Id: findingId(second), ErrorCode: 'InternalException', ErrorMessage: '' }],
      })
      .resolves({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
    await sink().publish([first, second].map(violationEvent));
    expect(imported().map((findings) => findings.map(({ Id }) => Id).sort())).toEqual([
      [first, second].map(findingId).sort(),
      [findingId(second)],
    ]);
  });

  it('rejects with the codes where findings are refused to the end, so that the queue tries again', async () => {
    const [only] = many(1) as [Violation];
    hub.on(BatchImportFindingsCommand).resolves({
      FailedCount: 1,
      SuccessCount: 0,
      FailedFindings: [
        { Id: findingId(only), ErrorCode: 'InvalidInput', ErrorMessage: 'quotes the finding' },
      ],
    });
    const failure = sink().publish([violationEvent(only)]);
    await expect(failure).rejects.toThrow(ImportError);
    await expect(failure).rejects.toHaveProperty('name', 'ImportError');
    await expect(failure).rejects.toThrow('1 of 1 finding not taken: InvalidInput');
    expect(imported()).toHaveLength(3);
  });

  it('tells of findings that were refused without a rejection where a caller waits', async () => {
    hub.on(BatchImportFindingsCommand).rejects(new Error('unreachable'));
    const { publish, published, failures } = sink({ mayFail: true });
    await publish(violations.map(violationEvent));
    expect(published).toHaveLength(violations.length);
    expect(failures).toHaveLength(1);
  });
});

/** The finding that one violation is, as Security Hub gets it. */
function asFinding(newest: Violation) {
  const [finding] = grouped([newest]);
  if (finding === undefined) throw new Error('a violation is a finding');
  return securityFinding({ finding, newest }, { productArn });
}

describe('a finding in ASFF', () => {
  const [violation] = violations as [Violation];

  it('has what Security Hub requires, within its limits', () => {
    const finding = asFinding({
      ...violation,
      title: 'x'.repeat(300),
      message: 'y'.repeat(2000),
      remediation: 'z'.repeat(600),
    });
    expect(finding).toMatchObject({
      SchemaVersion: '2018-10-08',
      Id: grouped([violation])[0]?.id,
      ProductArn: productArn,
      GeneratorId: `sts-warden/${violation.ruleId}`,
      AwsAccountId: '123456789012',
      CreatedAt: violation.observedAt,
      UpdatedAt: violation.observedAt,
      FirstObservedAt: violation.observedAt,
      LastObservedAt: violation.observedAt,
      Severity: { Label: violation.severity.toUpperCase() },
      Compliance: { Status: 'FAILED' },
      RecordState: 'ACTIVE',
    });
    expect(finding.Types).toEqual(['Software and Configuration Checks/AWS Security Best Practices']);
    expect(finding.ProductFields).toEqual({
      'sts-warden/status': violation.status,
      'sts-warden/occurrences': '1',
    });
    expect(finding.Remediation.Recommendation.Text).toHaveLength(512);
    expect(finding.Title).toHaveLength(256);
    expect(finding.Description).toHaveLength(1024);
    expect(finding.Remediation.Recommendation.Url).toMatch(/^https:/);
  });

  const [user, root, role] = ['user/etl', 'root', 'role/a'].map(
    (name) => `arn:aws:iam::123456789012:${name}`,
  );

  it.each<[string, object, object[]]>([
    ['the user that asked', { requester: user }, [{ Type: 'AwsIamUser', Id: user }]],
    [
      'whoever asked, and the role asked for',
      { requester: root, roleArn: role },
      [
        { Type: 'Other', Id: root },
        { Type: 'AwsIamRole', Id: role },
      ],
    ],
    [
      'a role that asks for itself, once',
      { requester: role, roleArn: role },
      [{ Type: 'AwsIamRole', Id: role }],
    ],
    ['the submission', { submissionId: 's-1' }, [{ Type: 'Other', Id: 's-1' }]],
    ['itself, where it names nothing', {}, [{ Type: 'Other', Id: violation.id }]],
  ])('is about %s', (_, subject, resources) => {
    expect(asFinding({ ...violation, subject: { kind: 'submission', ...subject } }).Resources).toEqual(
      resources,
    );
  });

  it('is archived where the policy exempts it', () => {
    expect(asFinding({ ...violation, status: 'exempted' }).RecordState).toBe('ARCHIVED');
  });
});
