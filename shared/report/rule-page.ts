import { citations, guidesOf } from '../rules/citations.ts';
import type { Rule, RuleMeta, SubjectKind } from '../rules/rule.ts';

type SubjectName = readonly [name: string, scope: string];

/** What a rule can be judged on. */
const subjects: Readonly<Record<SubjectKind, SubjectName>> = {
  'credential-request': [
    'credential requests',
    'calls of AWS STS for temporary credentials, refused ones too',
  ],
  'expired-call': [
    'refused calls',
    'calls to any service that were refused for expired temporary credentials',
  ],
  session: ['sessions', 'on the timeline of those with the same requester, role and session name'],
  run: ['runs', 'each one with each role that it assumes, over the sessions of that role'],
  endpoint: ['sources and targets', 'each one of a submission'],
  hop: [
    'connections',
    'each way in which a connection that a submission names obtains temporary credentials: for the data in S3, and for the Redshift database',
  ],
  pair: ['pairs of source and target', 'each source with each target of a submission'],
  principal: ['principals', 'an IAM user or role in scope that gains access, seen when IAM changes'],
};

/** A rule's page in Markdown that reads as plain text too, without its examples. */
export function rulePage(rule: Rule): string {
  const { meta } = rule;
  const blocks = [
    `# ${meta.id}`,
    list([
      `A violation means: ${meta.title}`,
      `Guideline: ${guidelineOf(meta)}`,
      `Severity: ${meta.severity}, unless the policy sets another`,
    ]),
    ...section('What it demands', meta.description),
    ...section(
      'What it is judged on',
      list(judgedSubjects(rule).map(([name, scope]) => `${name}: ${scope}`)),
    ),
    ...section('What it reads', list(meta.reads.map(fieldName))),
    ...section(
      'What it reports',
      'A name in braces stands for a value of the finding’s evidence.',
      list(Object.values(meta.messages)),
    ),
    ...section('How to fix a violation', meta.remediation),
    ...(meta.exemptsAdvancedMode ? section('Advanced mode (G5)', exemption(rule)) : []),
    ...(meta.overridableByParameterFile ? section('Parameter file', parameterFile) : []),
    ...section('Sources', list(citations(meta))),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The page of guideline G5, which no rule checks: it exempts from some of them. */
export function advancedModePage(rules: readonly Rule[]): string {
  const exempting = rules.filter(({ meta }) => meta.exemptsAdvancedMode).map(({ meta }) => `\`${meta.id}\``);
  return [
    '# G5: advanced mode does not expire',
    'G5 is not a rule but an exemption: for a mapping in advanced mode (elastic is the older name) the credentials do ' +
      'not expire after Temporary Credential Duration. Rules that exempt such a mapping answer `not-applicable` with ' +
      'the reason `advanced-mode`:',
    list(exempting),
    'The mode of a submission is its `task.mode`, that of a request or session the `mode` of the workload by which the ' +
      'policy names its role. Where no mode is declared it is standard, the strict side.',
    ...section('Sources', list(guidesOf('G5'))),
    '',
  ].join('\n\n');
}

/** What a rule is judged on, in words. */
export function subjectsOf(rule: Rule): string {
  return judgedSubjects(rule)
    .map(([name]) => name)
    .join('; ');
}

/** The guideline a rule stands for, in words. */
export function guidelineOf({ guideline }: RuleMeta): string {
  return guideline === 'beyond' ? 'beyond the guidelines' : guideline;
}

function judgedSubjects({ checks }: Rule): SubjectName[] {
  return Object.entries(subjects).flatMap(([kind, subject]) => (kind in checks ? [subject] : []));
}

const parameterFile =
  'Where `task.parameterFile` is true, what was checked need not be what runs: a pass on a submission becomes ' +
  '`undecided`, missing `parameter-file`. A violation stays one.';

function exemption({ checks }: Rule): string {
  const exempt =
    'Where the submission, or the workload that the policy names for the role, is in advanced mode, the rule answers ' +
    '`not-applicable` with the reason `advanced-mode`.';
  if (checks['expired-call'] === undefined) return exempt;
  return `${exempt} A refusal for expired credentials is judged in every mode: it shows that they did expire.`;
}

/** A field is set as code; other evidence, such as a report, is named in words. */
function fieldName(name: string): string {
  return name.includes(' ') ? name : `\`${name}\``;
}

function section(heading: string, ...blocks: readonly string[]): string[] {
  return [`## ${heading}`, ...blocks];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
