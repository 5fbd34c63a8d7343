import type { UseProof } from '../../aws/facts/proof-uses.ts';
import { sha256 } from '../../json/sha256.ts';
import type { Sqlite } from './sqlite.ts';

/** Seconds for which a use is remembered after AWS has ceased to take the signature. */
const grace = 600;

/** Keeps which proofs were used, by the digests of their signatures. */
export function localProofUses({ statement }: Sqlite): UseProof {
  return async ({ signature, endsAt }) =>
    statement('INSERT OR IGNORE INTO proofs VALUES (?, ?)').run(sha256(signature), endsAt + grace).changes ===
    1;
}

/** What tells this store from all others: made with it, and what proofs for it are signed for. */
export function deploymentIdOf({ statement }: Sqlite, newId: () => string): string {
  statement("INSERT OR IGNORE INTO settings VALUES ('deployment-id', ?)").run(newId());
  return String(statement("SELECT value FROM settings WHERE name = 'deployment-id'").get()?.value);
}
