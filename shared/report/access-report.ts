import type { PrincipalAccess } from '../access/principal-access.ts';

/** What `sts-warden access` gives: the contract's `accessReport`. */
export interface AccessReport {
  readonly schemaVersion: '1';
  readonly principals: readonly PrincipalAccess[];
}
