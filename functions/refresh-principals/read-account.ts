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

/** What was read is another account. */
class OtherAccountError extends Error {
  override readonly name = 'OtherAccountError';
}

/** The principals of the account, with their policies. */
export interface Account extends Omit<AccountPrincipals, 'faults'> {
  readonly id: string;
}

interface AccountSources {
  /** 12 digits. */
  readonly accountId: string;
  readonly readAccountDetails: ReadAccountDetails;
  readonly log: Log;
}

/** Reads the account; what cannot be read of it is logged. Rejects where it has no principals, or those of another. */
export async function readAccount({ accountId, readAccountDetails, log }: AccountSources): Promise<Account> {
  const { faults, ...account } = readAuthorizationDetails(await readAccountDetails());
  if (faults.length > 0)
    await log('warn', 'parts of the authorization details cannot be read', {
      accountId,
      count: faults.length,
      faults: faults.slice(0, mostFaultsLogged),
    });
  // Whoever reads the account has a role in it: nobody at all was not read rightly.
  if (account.principals.length === 0)
    throw new NoPrincipalsError('the authorization details hold no user or role');
  // What is kept goes by the ARNs.
  if (account.principals.some(({ arn }) => parsePrincipal(arn)?.accountId !== accountId))
    throw new OtherAccountError('the authorization details hold principals of another account');
  return { id: accountId, ...account };
}
