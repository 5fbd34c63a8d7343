import type { PrincipalAccess } from '../access/principal-access.ts';
import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';

/** What `sts-warden access` gives: the contract's `accessReport`, and what it comes to under the policy. */
export interface AccessReport {
  readonly schemaVersion: '1';
  readonly policyRevision: string;
  /** Users and roles that the policy's scope leaves out. */
  readonly outOfScope: number;
  /** Those in scope that `--principal` leaves out. */
  readonly leftOut: number;
  /** Whether a rule that judges users and roles is on. */
  readonly isJudged: boolean;
  readonly principals: readonly PrincipalAccess[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** What became of the findings of an earlier result: of `findings` those are left that are new. */
  readonly since?: Since;
  readonly violations: readonly Violation[];
  /** What could not be read, a line each; absent where all could be. */
  readonly troubles?: readonly string[];
}
