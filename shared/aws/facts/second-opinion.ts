import type { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { policyText } from '../../access/policy-document.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import type { NamedPolicy, PrincipalPolicies } from '../../access/principal-policies.ts';
import { baselinesOf } from '../../access/requester-baseline.ts';
import type { RuleBook } from '../../evaluation/rule-book.ts';
import type { Evidence } from '../../rules/verdict.ts';
import { errorName } from '../calls/failures.ts';

/** Documents of one principal that are checked: each check costs. */
const mostChecks = 20;

/** Evidence by somebody else beside our answer; none where nobody else is asked. */
export type SecondOpinion = (
  book: RuleBook,
  principal: PrincipalPolicies,
  access: PrincipalAccess,
) => Promise<Evidence>;

export const noSecondOpinion: SecondOpinion = async () => ({});

/**
 * Asks IAM Access Analyzer (CheckNoNewAccess) of each policy that grants whether it allows more than the baseline. It
 * sees one document at a time, without the Deny statements of others, so it may say FAIL where we say no access; it
 * decides nothing. AWS charges for each check.
 */
export function accessAnalyzerOpinion(
  client: () => Promise<Pick<AccessAnalyzerClient, 'send'>>,
): SecondOpinion {
  return async ({ policy: { parameters } }, { arn, policies }, { grants }) => {
    const granting = new Set(grants.map((grant) => grant.policy));
    const asked = policies.filter(({ name }) => granting.has(name)).slice(0, mostChecks);
    const reference = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: parameters.baselineActions, Resource: '*' },
        ...baselinesOf(arn, parameters.baselines).map(({ actions, resources = ['*'] }) => ({
          Effect: 'Allow',
          Action: actions,
          Resource: resources,
        })),
      ],
    });
    const results = await Promise.all(asked.map((one) => check(one, reference)));
    return { accessAnalyzer: asked.map(({ name }, index) => `${results[index]} ${name}`) };
  };

  /** PASS or FAIL, or why there is no answer. */
  async function check({ source }: NamedPolicy, reference: string): Promise<string> {
    try {
      const { CheckNoNewAccessCommand } = await import('@aws-sdk/client-accessanalyzer');
      const { result = 'no answer' } = await (await client()).send(
        new CheckNoNewAccessCommand({
          policyType: 'IDENTITY_POLICY',
          existingPolicyDocument: reference,
          newPolicyDocument: policyText(source),
        }),
      );
      return result;
    } catch (error) {
      return errorName(error);
    }
  }
}
