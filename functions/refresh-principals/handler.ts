import { reachAnalysis } from '../../shared/access/analyse-principal.ts';
import { accessAnalyzer } from '../../shared/aws/calls/clients.ts';
import { accessAnalyzerOpinion, noSecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import { optionalVariable } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { deployedAccounts } from './deployed-accounts.ts';
import { refreshPrincipals } from './refresh-principals.ts';

const hasSecondOpinion = optionalVariable('ACCESS_ANALYZER') === 'true';

/** RefreshPrincipals as AWS Lambda calls it. */
export const handler = refreshPrincipals({
  ...deployed('queue'),
  ...deployedAccounts(),
  analysisFor: async ({ policy }) => {
    const { knownActions } = await import('../../shared/access/known-actions.ts');
    return reachAnalysis({ ...policy.parameters, catalogue: knownActions });
  },
  secondOpinion: hasSecondOpinion ? accessAnalyzerOpinion(accessAnalyzer) : noSecondOpinion,
});
