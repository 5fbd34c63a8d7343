import { type Fields, isObject } from '../json/value.ts';

/** Members by which the reports are known: of an audit, a decision, access, a sweep, lines of them, policies tried out. */
const kinds: readonly (readonly string[])[] = [
  ['schemaVersion', 'policyRevision', 'coverage'],
  ['schemaVersion', 'id', 'ruleId', 'guideline', 'severity', 'subject'],
  ['schemaVersion', 'policyRevision', 'decision', 'results'],
  ['schemaVersion', 'unreadable'],
  ['schemaVersion', 'check'],
  ['schemaVersion', 'principals'],
  ['arn', 'hasAccess', 'grants'],
  ['schemaVersion', 'policyRevision', 'outOfScope', 'isJudged'],
  ['schemaVersion', 'sweptAt', 'starts'],
  ['schemaVersion', 'oldRevision', 'newRevision'],
  ['schemaVersion', 'policyRevision', 'cases'],
];
/** What a line wraps, by the name under which it does. */
const wrapped: readonly (readonly [string, readonly string[]])[] = [
  ['session', ['requester', 'role', 'sessionName', 'sessions']],
  ['run', ['runId', 'startedAt', 'diedOfExpiry', 'roles']],
  ['finding', ['id', 'ruleId', 'cause', 'occurrences']],
];
const recordMembers = ['eventName', 'eventSource', 'userIdentity', 'Records', 'Events', 'detail'];

/** Whether a JSON value is what this program wrote itself, a list of that or a line, and nothing of an archive. */
export function isOwnReport(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isReport) : isReport(value);
}

function isReport(value: unknown): boolean {
  if (!isObject(value) || recordMembers.some((name) => Object.hasOwn(value, name))) return false;
  return (
    kinds.some((members) => hasAll(value, members)) ||
    wrapped.some(([name, members]) => hasAll(value[name], members)) ||
    isOwnEvent(value)
  );
}

/** An event of OCSF says whose it is. */
function isOwnEvent({ metadata }: Fields): boolean {
  return isObject(metadata) && isObject(metadata.product) && metadata.product.name === 'STS Warden';
}

function hasAll(value: unknown, members: readonly string[]): boolean {
  return isObject(value) && members.every((name) => Object.hasOwn(value, name));
}
