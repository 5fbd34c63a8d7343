import type { FactSources } from '../../../shared/aws/facts/submission-facts.ts';
import { toAskAbout } from '../../../shared/gate/to-ask-about.ts';
import { absent } from '../../../shared/json/fact.ts';

/** Nobody says how long roles may be assumed, nor how tasks ran. */
export const nothingAsked: Pick<FactSources, 'maximumOf' | 'runs' | 'toAskAbout'> = {
  maximumOf: async () => absent,
  toAskAbout,
  runs: { ofTask: async () => absent },
};
