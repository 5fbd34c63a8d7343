import { type Document, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { PolicyDocument } from '../contracts/policy-contract.generated.ts';
import validate from '../contracts/policy-validator.generated.js';
import { packText } from '../json/packed-text.ts';
import { pointerSegment, schemaFaults } from '../json/schema-faults.ts';
import { type Fields, isObject } from '../json/value.ts';
import { illFormedTexts } from '../json/well-formed.ts';
import { BrokenPolicyError, type PolicyFault } from './errors.ts';
import type { Policy } from './policy.ts';
import { readPolicy } from './read-policy.ts';

const longestExemptionDays = 366;
const dayMilliseconds = 86_400_000;
/** What the deployed functions can keep: an item of their table takes 400 KB (DynamoDB Developer Guide, Quotas). */
const mostPackedBytes = 390_000;
/** What JSON has too: a tag such as `!!omap` would make what the contract cannot look into. */
const coreYaml = { schema: 'core', resolveKnownTags: false, uniqueKeys: true } as const;

/**
 * Reads a policy from YAML or JSON text. `ruleIds` are those that exist.
 * Throws {@link BrokenPolicyError} listing every fault: a broken document is refused whole.
 */
export function parsePolicy(text: string, ruleIds: readonly string[]): Policy {
  throwIfTooLarge(text);
  const lines = new LineCounter();
  const document = parseDocument(text, { ...coreYaml, lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new BrokenPolicyError(document.errors.map((error) => syntaxFault(error, lines)));
  const value = plainValueOf(document);
  const faults: PolicyFault[] = validate(value) ? illFormedTexts(value) : schemaFaults(validate.errors);
  faults.push(...contentFaults(fieldsOf(value), ruleIds));
  if (faults.length > 0) throw new BrokenPolicyError(faults.map((fault) => withLine(fault, document, lines)));
  return readPolicy(value as PolicyDocument);
}

/** What is small enough as it is needs no packing to find out. */
function throwIfTooLarge(text: string): void {
  if (Buffer.byteLength(text) <= mostPackedBytes) return;
  const { length } = packText(text);
  if (length <= mostPackedBytes) return;
  const detail = `expected at most ${mostPackedBytes} bytes when compressed, got ${length}`;
  throw new BrokenPolicyError([{ pointer: '', detail }]);
}

/** Resolving aliases fails where they would blow the document up. */
function plainValueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new BrokenPolicyError([
      { pointer: '', detail: (error as Error).message.split('\n', 1)[0] ?? 'cannot be read' },
    ]);
  }
}

/** What the schema cannot say. Reads past what the schema refuses, so that all faults are listed at once. */
function contentFaults(document: Fields, ruleIds: readonly string[]): PolicyFault[] {
  const faults: PolicyFault[] = [];
  for (const id of Object.keys(fieldsOf(document.rules))) {
    if (!ruleIds.includes(id))
      faults.push({ pointer: `/rules/${pointerSegment(id)}`, detail: 'is not the id of a rule' });
  }
  faults.push(...baselineFaults(fieldsOf(document.parameters)));
  const seen = new Set<unknown>();
  itemsOf(document.exemptions).forEach((item, index) => {
    const at = `/exemptions/${index}`;
    const exemption = fieldsOf(item);
    if (exemption.id !== undefined && seen.has(exemption.id))
      faults.push({ pointer: `${at}/id`, detail: 'is the id of an earlier exemption too' });
    seen.add(exemption.id);
    faults.push(...exemptionFaults(exemption, at, ruleIds));
  });
  return faults;
}

function baselineFaults({ baselineActions, baselines }: Fields): PolicyFault[] {
  return [
    ...actionFaults(baselineActions, '/parameters/baselineActions'),
    ...itemsOf(baselines).flatMap((item, index) => {
      const at = `/parameters/baselines/${index}`;
      const { actions, resources } = fieldsOf(item);
      return [...actionFaults(actions, `${at}/actions`), ...resourceFaults(resources, `${at}/resources`)];
    }),
  ];
}

function actionFaults(actions: unknown, at: string): PolicyFault[] {
  return unlike(/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/, actions).map((index) => ({
    pointer: `${at}/${index}`,
    detail: 'expected `service:Action`',
  }));
}

function resourceFaults(resources: unknown, at: string): PolicyFault[] {
  return unlike(/^(\*|arn:[^${}]*)$/, resources).map((index) => ({
    pointer: `${at}/${index}`,
    detail: 'expected `*` or an ARN, without policy variables',
  }));
}

/** The places of the texts that a pattern does not match. */
function unlike(pattern: RegExp, items: unknown): number[] {
  return itemsOf(items).flatMap((item, index) =>
    typeof item !== 'string' || pattern.test(item) ? [] : [index],
  );
}

function exemptionFaults(
  { rules, created, expires }: Fields,
  at: string,
  ruleIds: readonly string[],
): PolicyFault[] {
  const faults: PolicyFault[] = [];
  itemsOf(rules).forEach((id, index) => {
    if (typeof id === 'string' && !ruleIds.includes(id))
      faults.push({ pointer: `${at}/rules/${index}`, detail: 'is not the id of a rule' });
  });
  const days = (Date.parse(String(expires)) - Date.parse(String(created))) / dayMilliseconds;
  if (days <= 0) faults.push({ pointer: `${at}/expires`, detail: 'expected a day after `created`' });
  if (days > longestExemptionDays) {
    faults.push({
      pointer: `${at}/expires`,
      detail: `expected at most ${longestExemptionDays} days after \`created\``,
    });
  }
  return faults;
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function syntaxFault(error: YAMLError, lines: LineCounter): PolicyFault {
  return {
    pointer: '',
    detail: `${error.code}: not readable as YAML or JSON`,
    line: lines.linePos(error.pos[0]).line,
  };
}

function withLine(fault: PolicyFault, document: Document, lines: LineCounter): PolicyFault {
  const path = fault.pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return { ...fault, line: lines.linePos(node.range[0]).line };
  }
  return fault;
}
