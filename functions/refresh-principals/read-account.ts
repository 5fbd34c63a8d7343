import {
  type AccountPrincipals,
  readAuthorizationDetails,
} from '../../shared/access/authorization-details.ts';
import { parsePrincipal } from '../../shared/access/principal.ts';
import type { ReadAccountDetails } from '../../shared/aws/facts/account-details.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';

const mostFaultsLogged = 10;

/** An account without users and roles, which there is none of. */
class NoPrincipalsError extends Error {
  override readonly name = 'NoPrincipalsError';
}

/** The principals of the account, with their policies. */
export interface Account extends Omit<AccountPrincipals, 'faults'> {
  readonly id: string;
}

export interface AccountSources {
  readonly readAccountDetails: ReadAccountDetails;
  readonly log: Log;
}

/** Reads the account; what cannot be read of it is logged. Rejects where it has no principals. */
export async function readAccount({ readAccountDetails, log }: AccountSources): Promise<Account> {
  const { faults, ...account } = readAuthorizationDetails(await readAccountDetails());
  if (faults.length > 0)
    await log('warn', 'parts of the authorization details cannot be read', {
      count: faults.length,
      faults: faults.slice(0, mostFaultsLogged),
    });
  const id = parsePrincipal(account.principals[0]?.arn ?? '')?.accountId;
  // The function has a role in the account: nobody at all was not read rightly.
  if (id === undefined) throw new NoPrincipalsError('the authorization details hold no user or role');
  return { id, ...account };
}
