import { findInMap } from '../intrinsics.ts';
import type { Intrinsic, Value } from '../value.ts';

const gradual = ['Canary10Percent5Minutes', 'Canary10Percent15Minutes', 'Linear10PercentEvery1Minute'];
const atOnce = 'AllAtOnce';
/** How a new version of the hook can take over. */
export const takeovers: readonly string[] = [atOnce, ...gradual];

/**
 * CodeDeploy takes part in those that are gradual alone: it lets no version take over while an alarm rings, that which is to
 * end the alarm neither. SAM decides it as it reads the template, and knows parameters and mappings then, but no conditions.
 */
export const mappings: Value = {
  Takeovers: Object.fromEntries(takeovers.map((one) => [one, { IsGradual: String(one !== atOnce) }])),
};

/** Whether a takeover is, by its name. */
export function isGradual(takeover: Value): Intrinsic {
  return findInMap('Takeovers', takeover, 'IsGradual');
}
