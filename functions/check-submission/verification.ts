import { whoSigned } from '../../shared/aws/facts/caller-identity.ts';
import type { Table } from '../../shared/aws/facts/fact-table.ts';
import { proofUses } from '../../shared/aws/facts/proof-uses.ts';
import {
  type ProofVerification,
  proofVerification,
  type VerifyProofs,
} from '../../shared/aws/facts/verify-proofs.ts';

export interface VerificationOptions extends Omit<ProofVerification, 'use' | 'whoSigned'> {
  /** Where it is kept which proofs were used. */
  readonly table: Table;
}

/** The verification of proofs, with all that it alone takes: one module, so that it is one file to load. */
export function verification({ table, ...options }: VerificationOptions): VerifyProofs {
  return proofVerification({
    ...options,
    use: proofUses(table, () => crypto.randomUUID()),
    whoSigned: whoSigned(fetch),
  });
}
