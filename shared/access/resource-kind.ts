import { literally } from './pattern.ts';
import { admits, oneOf, runOf, singleRank, starRank, widest } from './wildcard.ts';

/** What stands for a name in the form of an ARN. */
export const anyName = '{}';
/** The same for the name of a bucket, which holds no slash: what is behind one is a key (S3 User Guide, "General purpose bucket naming rules"). */
export const bucketName = '{bucket}';

/** Parts of an ARN before its resource: `arn`, partition, service, Region, account. */
export const headParts = 5;
const accountPart = 4;
const withinPart = 1;
const withinPath = 2;
/** A part that is a name. */
const nameInPart = oneOf(withinPart) + runOf(withinPart);
/** A part that is a name, or missing. */
const runInPart = runOf(withinPart);
/** A name in the resource. */
const anyNameText = oneOf(widest) + runOf(widest);

/**
 * The resources of one kind: a text of literals and of wildcards, those of a pattern and those that keep within a part
 * of the ARN.
 */
export interface ResourceKind {
  readonly text: string;
  /** The parts of its ARNs, the resource being the last; `undefined` where they are none. */
  readonly parts: readonly string[] | undefined;
  /** The last part before its first wildcard. */
  readonly start: string;
  /** The service in its ARNs; `undefined` where that may be several. */
  readonly service: string | undefined;
}

/** What an action takes that is for no resource in particular: a policy has to say `*`, and that is a text like any other. */
export const noResource: ResourceKind = {
  text: literally('*'),
  parts: undefined,
  start: '',
  service: undefined,
};

/** What an action takes of which nobody knows: anything. */
export const anyResource: ResourceKind = { ...noResource, text: '*' };

/**
 * Makes a kind of the form of its ARNs, as AWS documents them, with {@link anyName} and {@link bucketName} for names:
 * `arn:{}:s3:::{bucket}/{}`. A name has at least one character; before the resource it holds no colon. Only the account
 * may be missing beside a Region: AWS's own resources have none, `arn:aws:ssm:eu-central-1::document/AWS-RunShellScript`.
 */
export function resourceKind(form: string): ResourceKind {
  const parts = partsOf(form)?.map((part, index, all) => {
    if (index === accountPart && part === anyName && all[index - 1] !== '') return runOf(withinPart);
    return kindText(part, index < headParts ? withinPart : widest);
  });
  const [arn, , service = ''] = parts ?? [];
  return {
    text: parts?.join(':') ?? kindText(form, widest),
    parts,
    start: beforeWildcards(parts?.[headParts] ?? ''),
    service: arn === 'arn' && /^[a-z0-9-]+$/.test(service) ? service : undefined,
  };
}

function kindText(form: string, rank: number): string {
  if (form === anyName) return oneOf(rank) + runOf(rank);
  return form
    .replaceAll('*', runOf(rank))
    .replaceAll(bucketName, oneOf(withinPath) + runOf(withinPath))
    .replaceAll(anyName, oneOf(rank) + runOf(rank));
}

/** The parts of an ARN, the resource being the last; `undefined` where a text has not all of them. */
function partsOf(text: string): string[] | undefined {
  const parts = text.split(':');
  return parts.length <= headParts
    ? undefined
    : [...parts.slice(0, headParts), parts.slice(headParts).join(':')];
}

/** Whether a text with wildcards matches one that is of a kind; ARNs are met by {@link meetsHead} and {@link meetsResource}. */
export function meetsText(pattern: string, { text }: ResourceKind): boolean {
  return meet(pattern, text);
}

/** The same of the parts of an ARN before its resource. */
export function meetsHead(parts: readonly string[], kind: ResourceKind): boolean {
  const others = kind.parts ?? [];
  for (let index = 0; index < headParts; index++)
    if (!meetInPart(parts[index] as string, others[index] as string)) return false;
  return true;
}

/** The same of the resource. */
export function meetsResource(resource: string, { parts, start }: ResourceKind): boolean {
  const other = parts?.[headParts] ?? '';
  return isWithinName(resource, other, start) || meet(resource, other);
}

/** Most kinds are a name behind a word, `instance/{}`, and it takes in what is behind that: up to the end, or to a `*` there. */
function isWithinName(resource: string, other: string, start: string): boolean {
  if (resource.length <= start.length || !resource.startsWith(start)) return false;
  if (!other.startsWith(anyNameText, start.length)) return false;
  return other.length === start.length + anyNameText.length || resource.endsWith('*');
}

/** A text before its first wildcard. */
export function beforeWildcards(text: string): string {
  let end = 0;
  while (end < text.length && !isWildcard(text[end])) end++;
  return text.slice(0, end);
}

/** Before the resource most parts are literals, and names of which a kind leaves open what they are. */
function meetInPart(part: string, other: string): boolean {
  if (part === other || part === '*' || other === runInPart) return true;
  return other === nameInPart ? part !== '' : meet(part, other);
}

/** Pairs of places in two texts that were looked at; taken anew where it is too small. */
let seen = new Uint8Array(4096);

/** Whether two texts with wildcards match a common text. */
function meet(one: string, other: string): boolean {
  return one === '*' || other === '*' || (!differ(one, other) && meetOnWalk(one, other));
}

/** The same, found by walking both at once, as the product of two automata. */
function meetOnWalk(one: string, other: string): boolean {
  const width = other.length + 1;
  const size = (one.length + 1) * width;
  if (seen.length < size) seen = new Uint8Array(size);
  else seen.fill(0, 0, size);
  const ahead = [0];
  for (let place = ahead.pop(); place !== undefined; place = ahead.pop()) {
    if (seen[place] === 1) continue;
    seen[place] = 1;
    const a = one[Math.floor(place / width)];
    const b = other[place % width];
    if (a === undefined && b === undefined) return true;
    if (starRank(a) !== undefined) ahead.push(place + width);
    if (starRank(b) !== undefined) ahead.push(place + 1);
    const step = commonStep(a, b, width);
    if (step > 0) ahead.push(place + step);
  }
  return false;
}

/** How far a character leads that both match; 0 where there is none, or it leads nowhere. */
function commonStep(a: string | undefined, b: string | undefined, width: number): number {
  if (a === undefined || b === undefined || !haveCommonCharacter(a, b)) return 0;
  return (starRank(a) === undefined ? width : 0) + (starRank(b) === undefined ? 1 : 0);
}

function haveCommonCharacter(a: string, b: string): boolean {
  const rank = starRank(a) ?? singleRank(a);
  const otherRank = starRank(b) ?? singleRank(b);
  if (rank === undefined) return otherRank === undefined ? a === b : admits(otherRank, a);
  return otherRank !== undefined || admits(rank, b);
}

/** Whether two texts differ before the first wildcard of either, or behind the last. */
function differ(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter && !isWildcard(one[at]) && !isWildcard(other[at]); at++)
    if (one[at] !== other[at]) return true;
  for (let back = 1; back <= shorter; back++) {
    const [a, b] = [one.at(-back), other.at(-back)];
    if (isWildcard(a) || isWildcard(b)) return false;
    if (a !== b) return true;
  }
  return false;
}

function isWildcard(character: string | undefined): boolean {
  return starRank(character) !== undefined || singleRank(character) !== undefined;
}
