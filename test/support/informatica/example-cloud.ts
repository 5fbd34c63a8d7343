import { onTestFinished } from 'vitest';
import { type CloudStandIn, cloudStandIn, type StandInManners, type StandInOrganization } from './cloud.ts';
import { canaries, organizationOf } from './example-organization.ts';

/** The stand-in with the example organization, for the time of a test. */
export async function exampleCloud(
  manners: Partial<StandInManners> = {},
  organization: StandInOrganization = organizationOf(),
): Promise<CloudStandIn> {
  const { username, password } = canaries;
  const cloud = await cloudStandIn(organization, { username, password, ...manners });
  onTestFinished(cloud.close);
  return cloud;
}
