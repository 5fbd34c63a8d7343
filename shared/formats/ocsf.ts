import type { Severity, Violation } from '../contracts/result-contract.generated.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import { resourcesOf } from '../report/resources.ts';
import type { Format, FormatView } from './format.ts';

const schemaVersion = '1.8.0';

/** Events of the Open Cybersecurity Schema Framework, one a line. */
export const ocsf: Format = {
  name: 'ocsf',
  summary: `OCSF ${schemaVersion}, an event a line: Compliance Finding (2003) of what is set, Detection Finding (2004) of what was done`,
  results: ['audit', 'check', 'sweep', 'access'],
  omitsUnread: true,
  *render(results, view) {
    for (const result of results)
      for (const reported of reportedFindings(result)) yield `${JSON.stringify(eventOf(reported, view))}\n`;
  },
};

interface EventClass {
  readonly uid: number;
  readonly name: string;
  readonly more: (reported: ReportedFinding) => object;
}

/** Of a state, which is there until somebody changes it. */
const complianceFinding: EventClass = {
  uid: 2003,
  name: 'Compliance Finding',
  more: ({ finding: { ruleId, guideline } }) => ({
    compliance: {
      control: ruleId,
      requirements: [guideline],
      standards: ['Rules and guidelines for using the temporary security credentials'],
      status_id: 3,
      status: 'Fail',
    },
  }),
};

/** Of something that happened, as a log says. */
const detectionFinding: EventClass = {
  uid: 2004,
  name: 'Detection Finding',
  more: ({ newest }) => ({ evidences: [{ data: { ...newest.subject, ...newest.evidence } }] }),
};

const classes: Readonly<Record<Violation['subject']['kind'], EventClass>> = {
  'credential-request': detectionFinding,
  'refused-call': detectionFinding,
  session: detectionFinding,
  run: detectionFinding,
  submission: complianceFinding,
  principal: complianceFinding,
};

const severities: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

const types = { user: 'AWS IAM User', role: 'AWS IAM Role', other: 'Other' };

function eventOf(reported: ReportedFinding, { version }: FormatView): object {
  const { finding, newest } = reported;
  const { uid, name, more } = classes[newest.subject.kind];
  const [severityId, severity] = severities[finding.severity];
  const isSuppressed = finding.status === 'exempted';
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: uid,
    class_name: name,
    type_uid: uid * 100 + 1,
    type_name: `${name}: Create`,
    time: Date.parse(finding.lastSeen),
    start_time: Date.parse(finding.firstSeen),
    end_time: Date.parse(finding.lastSeen),
    count: finding.occurrences,
    severity_id: severityId,
    severity,
    status_id: isSuppressed ? 3 : 1,
    status: isSuppressed ? 'Suppressed' : 'New',
    message: finding.message,
    metadata: metadataOf(reported, version),
    cloud: cloudOf(newest),
    finding_info: infoOf(reported),
    remediation: { desc: finding.remediation, references: newest.references },
    resources: resourcesOf(newest).map(({ kind, id }) => ({ uid: id, type: types[kind] })),
    ...more(reported),
  };
}

function metadataOf({ finding }: ReportedFinding, version: string): object {
  const product = { name: 'STS Warden', vendor_name: 'STS Warden', version };
  return { version: schemaVersion, profiles: ['cloud'], event_code: finding.ruleId, product };
}

function infoOf({ finding, newest }: ReportedFinding): object {
  const { id, title, message, ruleId, occurrences, firstSeen, lastSeen, examples, status } = finding;
  const named = resourcesOf(newest).map((one) => one.id);
  return {
    uid: id,
    title,
    desc: message,
    types: [status],
    analytic: { uid: ruleId, name: title, type_id: 1, type: 'Rule' },
    first_seen_time: Date.parse(firstSeen),
    last_seen_time: Date.parse(lastSeen),
    created_time: Date.parse(firstSeen),
    modified_time: Date.parse(lastSeen),
    related_events_count: occurrences,
    related_events: examples.map((example) => ({ uid: example, title: named.join(' ') })),
  };
}

function cloudOf({ subject: { accountId, region } }: Violation): object {
  return {
    provider: 'AWS',
    ...(accountId !== undefined && { account: { uid: accountId, type_id: 10, type: 'AWS Account' } }),
    ...(region !== undefined && { region }),
  };
}
