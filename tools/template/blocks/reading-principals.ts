import { account, partition, sub } from '../intrinsics.ts';
import { prose } from '../prose.ts';
import { because } from '../value.ts';
import { allow, type Statement } from './iam.ts';

/** What it takes to read what the principals of an account may do, and their access keys. */
export const readingPrincipals: readonly Statement[] = [
  because(
    'These are about the account as a whole, for which IAM has no resource.',
    allow(['iam:GetAccountAuthorizationDetails', 'iam:GetAccountSummary'], '*'),
  ),
  allow('iam:ListAccessKeys', sub`arn:${partition}:iam::${account}:user/*`),
  because(
    prose`
      A policy that was attached and detached again: where nobody has it any more, the account’s details show
      none of AWS’s own, and of others the default version alone.`,
    allow(
      ['iam:GetPolicy', 'iam:GetPolicyVersion'],
      [sub`arn:${partition}:iam::${account}:policy/*`, sub`arn:${partition}:iam::aws:policy/*`],
    ),
  ),
];
