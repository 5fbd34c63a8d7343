import { dynamoDb } from '../../shared/aws/calls/clients.ts';
import { reportUnavailable } from '../../shared/aws/facts/report-unavailable.ts';
import type { VerifyProofs } from '../../shared/aws/facts/verify-proofs.ts';
import { requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { type Deployed, partitionOf } from '../deployed.ts';

/** Wires the verification of proofs to AWS. It loads with the first of them: most submissions have none. */
export function deployedProofs({ now, meter, log }: Pick<Deployed, 'now' | 'meter' | 'log'>): VerifyProofs {
  const deploymentId = requiredVariable('DEPLOYMENT_ID');
  const partition = partitionOf(requiredVariable('AWS_REGION'));
  const table = { client: dynamoDb, tableName: requiredVariable('TABLE_NAME') };

  const report = reportUnavailable(meter, log);

  async function load(): Promise<VerifyProofs> {
    const [{ proofVerification }, { proofUses }, { whoSigned }] = await Promise.all([
      import('../../shared/aws/facts/verify-proofs.ts'),
      import('../../shared/aws/facts/proof-uses.ts'),
      import('../../shared/aws/facts/caller-identity.ts'),
    ]);
    const use = proofUses(table, () => crypto.randomUUID());
    return proofVerification({ deploymentId, partition, now, use, whoSigned: whoSigned(fetch), report });
  }

  let verify: Promise<VerifyProofs> | undefined;
  return async (asked) => {
    if (asked.proofs.length === 0) return [];
    verify ??= load();
    return (await verify)(asked);
  };
}
