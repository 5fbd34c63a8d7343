import type { IAMClient } from '@aws-sdk/client-iam';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import { errorName } from '../calls/failures.ts';
import { remembering } from '../calls/remembering.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';

/**
 * Seconds for which an answer of IAM is taken for granted: whoever is told that the maximum is too low raises it and asks
 * again soon.
 */
const remembered = 60;
const mostRemembered = 10_000;
/** The seconds that a role may have (IAM API Reference, CreateRole, MaxSessionDuration). */
const [shortest, longest] = [3600, 43_200];
const roleArnOf = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/;

/** The MaxSessionDuration of a role, in seconds. Never rejects. */
export type MaximumOfRole = (roleArn: string) => Promise<Fact<number>>;

export interface RoleMaximumOptions {
  readonly client: () => Promise<Pick<IAMClient, 'send'>>;
  /** The account that may be asked, 12 digits. */
  readonly ownAccount: string;
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/**
 * Makes a lookup by iam:GetRole. Of another account's role nobody here can be asked: that is absent, as is the maximum of a
 * role that there is none of. A failure, and an answer about another role or without a maximum, leave it unavailable and
 * are not remembered.
 */
export function roleMaximums({ client, ownAccount, now, report }: RoleMaximumOptions): MaximumOfRole {
  async function find(roleArn: string): Promise<Fact<number>> {
    const [, account, RoleName] = roleArnOf.exec(roleArn) ?? [];
    if (account !== ownAccount) return absent;
    try {
      const { GetRoleCommand } = await import('@aws-sdk/client-iam');
      const { Role } = await (await client()).send(new GetRoleCommand({ RoleName }));
      if (Role?.Arn === undefined) throw new NoAnswerError('expected a role');
      // A name is unique in an account: under another path there is no role of it.
      return Role.Arn === roleArn ? known(secondsIn(Role.MaxSessionDuration)) : absent;
    } catch (error) {
      if (errorName(error) === 'NoSuchEntityException') return absent;
      await report('role-max-session-duration', error);
      return unavailable;
    }
  }

  const seconds = ({ state }: Fact<number>) => (state === 'unavailable' ? 0 : remembered);
  return remembering(find, { seconds, most: mostRemembered, now });
}

function secondsIn(maximum = Number.NaN): number {
  if (Number.isInteger(maximum) && maximum >= shortest && maximum <= longest) return maximum;
  throw new NoAnswerError(`expected a maximum from ${shortest} to ${longest} s`);
}
