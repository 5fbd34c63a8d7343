import { reachAnalysis } from '../../shared/access/analyse-principal.ts';
import { accessAnalyzer, iamOfRefresh } from '../../shared/aws/calls/clients.ts';
import { accessKeysReader } from '../../shared/aws/facts/access-keys.ts';
import { accountDetailsReader } from '../../shared/aws/facts/account-details.ts';
import { rootKeysReader } from '../../shared/aws/facts/account-summary.ts';
import { managedPolicyReader } from '../../shared/aws/facts/managed-policies.ts';
import { accessAnalyzerOpinion, noSecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import { optionalVariable } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { refreshPrincipals } from './refresh-principals.ts';

const common = deployed('queue');
const hasSecondOpinion = optionalVariable('ACCESS_ANALYZER') === 'true';

/** RefreshPrincipals as AWS Lambda calls it. */
export const handler = refreshPrincipals({
  ...common,
  readAccountDetails: accountDetailsReader(iamOfRefresh),
  readAccessKeys: accessKeysReader(iamOfRefresh),
  readRootKeys: rootKeysReader(iamOfRefresh),
  readManagedPolicy: managedPolicyReader(iamOfRefresh),
  analysisFor: async ({ policy }) => {
    const { knownActions } = await import('../../shared/access/known-actions.ts');
    return reachAnalysis({ ...policy.parameters, catalogue: knownActions });
  },
  secondOpinion: hasSecondOpinion ? accessAnalyzerOpinion(accessAnalyzer) : noSecondOpinion,
});
