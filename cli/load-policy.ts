import type { Readable } from 'node:stream';
import { readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { PolicyDocument } from '../shared/contracts/policy-contract.generated.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { openRuleBook } from '../shared/evaluation/rule-book.ts';
import { parsePolicy, policyDocument } from '../shared/policy/parse-policy.ts';
import { defaultPolicy, readPolicy } from '../shared/policy/read-policy.ts';
import { rules } from '../shared/rules/index.ts';
import { UsageError } from './errors.ts';

const mostPolicyBytes = 4 * 1024 * 1024;
const ruleIds: readonly string[] = rules.map(({ meta }) => meta.id);

/**
 * The document in a policy file; `-` is standard input, where that may be one. Throws UsageError where it cannot be read,
 * BrokenPolicyError where it is refused.
 */
export async function loadPolicyDocument(path: string, stdin?: Readable): Promise<PolicyDocument> {
  return policyDocument(await textOf(path, stdin), ruleIds);
}

/** The rule book under the policy file, or under the defaults. */
export async function loadRuleBook(path: string | undefined): Promise<RuleBook> {
  return openRuleBook(rules, path === undefined ? defaultPolicy : readPolicy(await loadPolicyDocument(path)));
}

/** The text of a policy file that is sound. Throws as {@link loadPolicyDocument} does. */
export async function policyText(path: string): Promise<string> {
  const text = await textOf(path, undefined);
  parsePolicy(text, ruleIds);
  return text;
}

async function textOf(path: string, stdin: Readable | undefined): Promise<string> {
  try {
    const isStream = path === '-' && stdin !== undefined;
    const bytes = isStream
      ? await readStream(stdin, mostPolicyBytes)
      : await readBytes(path, mostPolicyBytes);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UnreadableFileError)
      throw new UsageError(`policy file \`${path}\`: ${error.message}`);
    throw error;
  }
}
