import { dynamoDb } from '../../shared/aws/calls/clients.ts';
import { reportUnavailable } from '../../shared/aws/facts/report-unavailable.ts';
import type { VerifyProofs } from '../../shared/aws/facts/verify-proofs.ts';
import { requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { type Deployed, partitionOf } from '../deployed.ts';

/** Wires the verification of proofs to AWS. It loads with the first of them: most submissions have none. */
export function deployedProofs({ now, meter, log }: Pick<Deployed, 'now' | 'meter' | 'log'>): VerifyProofs {
  const options = {
    deploymentId: requiredVariable('DEPLOYMENT_ID'),
    partition: partitionOf(requiredVariable('AWS_REGION')),
    table: { client: dynamoDb, tableName: requiredVariable('TABLE_NAME') },
    now,
    report: reportUnavailable(meter, log),
  };
  const load = async () => (await import('./verification.ts')).verification(options);
  let verify: Promise<VerifyProofs> | undefined;
  return async (asked) => {
    if (asked.proofs.length === 0) return [];
    verify ??= load();
    return (await verify)(asked);
  };
}
