import type { PolicyDocument } from '../contracts/policy-contract.generated.ts';
import validate from '../contracts/policy-validator.generated.js';
import { packText } from '../json/packed-text.ts';
import { pointerSegment, schemaFaults } from '../json/schema-faults.ts';
import { type Fields, isObject } from '../json/value.ts';
import { illFormedTexts } from '../json/well-formed.ts';
import { BrokenPolicyError, type PolicyFault } from './errors.ts';
import { placedDocument } from './placed-document.ts';
import type { Policy } from './policy.ts';
import { readPolicy } from './read-policy.ts';
import { unknownRule } from './unknown-rule.ts';

const longestExemptionDays = 366;
const dayMilliseconds = 86_400_000;
/** What the deployed functions can keep: an item of their table takes 400 KB (DynamoDB Developer Guide, Quotas). */
const mostPackedBytes = 390_000;

/** Reads a policy from YAML or JSON text. Throws as {@link policyDocument} does. */
export function parsePolicy(text: string, ruleIds: readonly string[]): Policy {
  return readPolicy(policyDocument(text, ruleIds));
}

/**
 * The document that a YAML or JSON text is, where it is a policy. `ruleIds` are those that exist.
 * Throws {@link BrokenPolicyError} listing every fault: a broken document is refused whole.
 */
export function policyDocument(text: string, ruleIds: readonly string[]): PolicyDocument {
  throwIfTooLarge(text);
  const document = placedDocument(text);
  if ('unreadable' in document) throw new BrokenPolicyError(document.unreadable);
  const { value, placed } = document;
  const faults: PolicyFault[] = validate(value) ? illFormedTexts(value) : schemaFaults(validate.errors);
  faults.push(...contentFaults(fieldsOf(value), ruleIds));
  if (faults.length > 0) throw new BrokenPolicyError(faults.map(placed));
  return value as PolicyDocument;
}

/** What is small enough as it is needs no packing to find out. */
function throwIfTooLarge(text: string): void {
  if (Buffer.byteLength(text) <= mostPackedBytes) return;
  const { length } = packText(text);
  if (length <= mostPackedBytes) return;
  const detail = `expected at most ${mostPackedBytes} bytes when compressed, got ${length}`;
  throw new BrokenPolicyError([{ pointer: '', detail }]);
}

/** What the schema cannot say. Reads past what the schema refuses, so that all faults are listed at once. */
function contentFaults(document: Fields, ruleIds: readonly string[]): PolicyFault[] {
  const faults: PolicyFault[] = [];
  for (const id of Object.keys(fieldsOf(document.rules))) {
    const detail = unknownRule(id, ruleIds);
    if (detail !== undefined) faults.push({ pointer: `/rules/${pointerSegment(id)}`, detail });
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
    const detail = typeof id === 'string' ? unknownRule(id, ruleIds) : undefined;
    if (detail !== undefined) faults.push({ pointer: `${at}/rules/${index}`, detail });
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
