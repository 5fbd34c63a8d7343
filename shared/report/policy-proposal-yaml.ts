import { formatTime } from '../cloudtrail/time.ts';
import type { Finding } from '../contracts/result-contract.generated.ts';
import { severities } from '../findings/gravest-first.ts';
import { counted } from '../json/counted.ts';
import { ifKnown } from '../json/fact.ts';
import { type CredentialUse, obtained } from '../policy-making/credential-use.ts';
import type { PolicyProposal } from '../policy-making/propose-policy.ts';
import type { ProposedRequester } from '../policy-making/propose-requesters.ts';
import type { ProposedWorkload } from '../policy-making/propose-workloads.ts';
import type { TaskUse } from '../policy-making/task-use.ts';
import { plainText } from './plain-text.ts';

/** Lines of one kind: who wants the rest, asks `audit`. */
const mostListed = 20;
const mostTitles = 5;
const longestText = 200;

/** A proposed policy in YAML: what is sure as it stands, the rest in comments, and why. */
export function policyProposalYaml(proposal: PolicyProposal): string {
  const blocks = [
    head(proposal),
    scopeBlock(proposal),
    seenBlock(proposal),
    requesterBlock(proposal),
    workloadBlock(proposal),
    closing,
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ records, tasks, firstTime, lastTime }: PolicyProposal): string[] {
  const span = firstTime === undefined ? '' : ` of ${firstTime} to ${lastTime}`;
  return [
    ...comments(
      `Proposed by sts-warden policy init from ${counted(records, 'record')}${span} and ${counted(tasks.length, 'task')}.`,
      'Read it; then see with sts-warden policy diff what each change of yours does. All rules are enforced.',
    ),
    'schemaVersion: "1"',
  ];
}

function scopeBlock({ scope, uses, tasks }: PolicyProposal): string[] {
  const { roles, onlySuggested, from } = scope;
  const whose = { tasks: 'roles that tasks assume', archive: 'roles that somebody obtained by AssumeRole' }[
    from
  ];
  const lines = [
    'scope:',
    '  roles:',
    ...roles.map((role) => `    - ${JSON.stringify(role)} # ${useOf(role, uses, tasks)}`),
  ];
  return [
    ...comments(`Which requests are judged: those for the ${whose}.`),
    ...(onlySuggested === undefined
      ? lines
      : [
          ...comments(`It is only suggested: ${onlySuggested}. Everything is judged.`),
          ...commented(roles.length === 0 ? [] : listed(lines, roles.length + 2)),
        ]),
    ...leftOutLines(scope.leftOut),
  ];
}

function useOf(role: string, uses: readonly CredentialUse[], tasks: readonly TaskUse[]): string {
  const own = uses.filter((use) => use.role === role);
  const titles = tasks.filter(({ hops }) => hops.some((hop) => hop.role === role)).map(({ title }) => title);
  const seen =
    own.length === 0
      ? 'not seen'
      : `${counted(sum(own), 'session')} by ${counted(new Set(own.map(({ requester }) => requester)).size, 'requester')}`;
  return clean(titles.length === 0 ? seen : `${seen}; ${namesOf(titles)}`);
}

function leftOutLines({ uses, findings }: PolicyProposal['scope']['leftOut']): string[] {
  if (uses.length === 0 && findings.length === 0) return [];
  const byRole = Map.groupBy(uses, obtained);
  return [
    ...comments('', `It leaves out ${counted(sum(uses), 'session')}:`),
    ...comments(
      ...listed(
        [...byRole].map(([name, own]) => {
          const events = [...new Set(own.map(({ eventName }) => eventName))].join(', ');
          const by = counted(new Set(own.map(({ requester }) => requester)).size, 'requester');
          return `  ${name}: ${counted(sum(own), 'session')} by ${by}${name === events ? '' : ` (${events})`}`;
        }),
      ),
    ),
    ...(findings.length === 0
      ? []
      : comments(
          `and ${counted(findings.length, 'finding')}${severityCounts(findings)}:`,
          ...listed(findingLines(findings)),
        )),
  ];
}

/** Findings that say the same, each with its causes. */
function findingLines(findings: readonly Finding[]): string[] {
  const alike = Map.groupBy(findings, ({ severity, ruleId, message }) =>
    JSON.stringify([severity, ruleId, message]),
  );
  return [...alike.values()].flatMap((some) =>
    some.slice(0, 1).map(({ severity, ruleId, message }) => {
      const count = some.reduce((total, { occurrences }) => total + occurrences, 0);
      const causes = some.length === 1 ? '' : ` of ${some.length} causes`;
      return `  ${severity.toUpperCase()} ${ruleId}, ${counted(count, 'occurrence')}${causes}: ${message}`;
    }),
  );
}

function severityCounts(findings: readonly Finding[]): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

/** Who requested what is in scope. */
function seenBlock({ uses, scope, facts }: PolicyProposal): string[] {
  const isIn = new Set<unknown>(scope.roles);
  const inScope = uses.filter((use) => isIn.has(use.role));
  if (inScope.length === 0) return [];
  const lines = inScope.map(({ requester, requesterType, principalArn, role, sessions, lastTime }) => {
    const access = ifKnown(facts.access.of(principalArn))?.hasAccess;
    const note = access === true ? '; has access of its own, which G1 refuses: see sts-warden access' : '';
    return `  ${requester} (${requesterType ?? 'of no type'}): ${counted(sessions, 'session')} of ${role}, the last ${formatTime(lastTime)}${note}`;
  });
  return comments('Who was seen to request them:', ...listed(lines));
}

function requesterBlock({ requesters }: PolicyProposal): string[] {
  if (requesters.length === 0) return [];
  const shown = requesters.filter(({ isShown }) => isShown);
  const likely = requesters.filter(({ isShown }) => !isShown);
  return [
    ...comments(
      'Who stands behind the connections’ access keys: who was seen to use them. Where AWS or a proof says it, that counts.',
    ),
    ...(shown.length === 0 ? [] : ['requesters:', ...shown.map(requesterLine)]),
    ...(likely.length === 0
      ? []
      : [
          ...comments('Likely, as nobody else was seen to request what the tasks of the environment assume:'),
          ...commented(
            listed([...(shown.length === 0 ? ['requesters:'] : []), ...likely.map(requesterLine)]),
          ),
        ]),
  ];
}

function requesterLine({ accessKeyId, runtimeEnvironment, principalArn, tasks }: ProposedRequester): string {
  const by = accessKeyId === undefined ? { runtimeEnvironment } : { accessKeyId };
  const members = Object.entries({ ...by, principalArn }).map(
    ([name, value]) => `${name}: ${JSON.stringify(clean(String(value)))}`,
  );
  return `  - { ${members.join(', ')} } # ${clean(namesOf(tasks))}`;
}

function workloadBlock({ workloads, scope, facts }: PolicyProposal): string[] {
  if (workloads.length > 0)
    return [
      ...comments(
        'What the roles are used for: credentials have to live as long as the shortest run that requests them, and a margin.',
      ),
      'workloads:',
      ...workloads.flatMap((workload) => workloadLines(workload, facts)),
    ];
  const [role = 'arn:aws:iam::123456789012:role/example'] = scope.roles;
  return [
    ...comments(
      'What the roles are used for, by which G3 judges whether credentials live long enough. No task says it:',
    ),
    ...commented([
      'workloads:',
      `  - name: example`,
      `    roles: [${JSON.stringify(role)}]`,
      '    expectedRunSeconds: 3000',
    ]),
  ];
}

function workloadLines(
  { role, tasks, mode, expectedSeconds }: ProposedWorkload,
  { roleMaximums }: PolicyProposal['facts'],
): string[] {
  const lengths = tasks.map(({ title, mode: own, expectedSeconds: seconds }) => {
    const length = seconds === undefined ? 'of unknown length' : `${seconds} s`;
    return `${title} ${own === 'advanced' ? 'in advanced mode' : length}`;
  });
  const most = ifKnown(roleMaximums.get(role));
  const isTooShort = most !== undefined && expectedSeconds !== undefined && most < expectedSeconds;
  return [
    ...comments(namesOf(lengths)).map((line) => `  ${line}`),
    `  - name: ${JSON.stringify(role.slice(role.lastIndexOf('/') + 1))}`,
    `    roles: [${JSON.stringify(role)}]`,
    ...(mode === 'advanced' ? ['    mode: advanced'] : []),
    ...(expectedSeconds === undefined ? [] : [`    expectedRunSeconds: ${expectedSeconds}`]),
    ...(mode === 'standard' && expectedSeconds === undefined
      ? ['    # expectedRunSeconds: not known of all tasks; with --runs, known runs tell it']
      : []),
    ...(isTooShort ? [`    # The role may be assumed for ${most} s at most.`] : []),
  ];
}

const closing = comments(
  'Nothing is exempted: what is known and has an owner is yours to write, docs/policy.md says how.',
);

function namesOf(titles: readonly string[]): string {
  const more = titles.length - mostTitles;
  return [...titles.slice(0, mostTitles), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** The first of the lines, and how many more there are. */
function listed(lines: readonly string[], most = mostListed): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `  and ${more} more`] : [...lines];
}

function comments(...lines: readonly string[]): string[] {
  return lines.map((line) => `# ${clean(line)}`.trimEnd());
}

/** Lines of YAML that are not to count yet. */
function commented(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${line}`);
}

/** A text of one line that cannot end its comment: for YAML 1.1, U+2028 and U+2029 do. */
function clean(text: string): string {
  const plain = plainText(text).replace(/[\u2028\u2029]/g, '\ufffd');
  return (plain.length > longestText ? `${plain.slice(0, longestText)}…` : plain).toWellFormed();
}

function sum(uses: readonly CredentialUse[]): number {
  return uses.reduce((total, { sessions }) => total + sessions, 0);
}
