import { sha256 } from '../../json/sha256.ts';
import type { PresignedUrl } from '../../proof/presigned-url.ts';
import type { Table } from './fact-table.ts';

/** Seconds for which a use is remembered after AWS has ceased to take the signature: clocks differ. */
const grace = 600;

/** Takes note that a proof is used. False where it was used before. Rejects where nobody can tell. */
export type UseProof = (proof: Pick<PresignedUrl, 'signature' | 'endsAt'>) => Promise<boolean>;

/**
 * Keeps in the project's table which signatures were used, by their digests. `newId` makes an id that never comes twice: by
 * it a try that the SDK repeats knows its own item, where the answer to the first one was lost.
 */
export function proofUses({ client, tableName }: Table, newId: () => string): UseProof {
  return async ({ signature, endsAt }) => {
    const { ConditionalCheckFailedException, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    const id = newId();
    try {
      await (await client()).send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            pk: { S: `proof#${sha256(signature)}` },
            sk: { S: 'use' },
            usedBy: { S: id },
            expiresAt: { N: String(endsAt + grace) },
          },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item?.usedBy?.S === id;
      throw error;
    }
  };
}
