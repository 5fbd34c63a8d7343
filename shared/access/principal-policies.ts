import type { PolicyDocument } from './policy-document.ts';

/** A policy of a principal, or what is known of one that cannot be read. */
export interface NamedPolicy {
  /** The ARN of a managed policy; the name of an inline one, with the group that it is of. */
  readonly name: string;
  readonly document?: PolicyDocument;
  /** What the document was read from. */
  readonly source?: unknown;
  /** Where there is no document: what is missing, and why, if the input has it and it is no policy. */
  readonly missing?: string;
}

/** An IAM user or role with all policies that decide what it may do. */
export interface PrincipalPolicies {
  readonly arn: string;
  /** Its unique id (`AIDA…`, `AROA…`), which no other ever has, whatever its name; `undefined` where the input has none. */
  readonly id?: string | undefined;
  /** Names of the groups that it is in. */
  readonly groups?: readonly string[];
  readonly policies: readonly NamedPolicy[];
  readonly boundary: NamedPolicy | undefined;
  /** What else the input lacks: groups that it names but does not contain. */
  readonly missing: readonly string[];
}
