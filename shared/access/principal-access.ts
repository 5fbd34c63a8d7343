/** What the analysis of a principal's IAM policies found; an item of the contract's `accessReport`. */
export interface PrincipalAccess {
  readonly arn: string;
  /** Its unique id (AIDA…, AROA…), which no other principal of its name has; absent where it was not read. */
  readonly principalId?: string;
  /** Access to anything outside the baseline; null where the input lacks a policy that decides it. */
  readonly hasAccess: boolean | null;
  readonly missing?: readonly string[];
  /** A role that its AWS service alone can assume, and nobody can change (path `/aws-service-role/`). */
  readonly serviceLinked?: true;
  /** Names of the baselines that the policy adds for it. */
  readonly baselines?: readonly string[];
  /** Known actions outside the baseline that it may do on some resource, of a kind that the action takes. */
  readonly actionCount?: number;
  /**
   * Known actions outside the baseline that its statements allow on resources of other kinds alone: as AWS documents
   * them, they take none of these. Absent where there are none; the contract does not know it.
   */
  readonly otherActionCount?: number;
  readonly services?: readonly string[];
  readonly grants: readonly Grant[];
}

/** A statement that gives access, with up to 20 example actions. */
export interface Grant {
  readonly policy?: string;
  readonly statement?: string;
  readonly actions?: readonly string[];
}
