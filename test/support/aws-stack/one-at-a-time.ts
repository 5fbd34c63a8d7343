import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';

/**
 * A client that hands over one transaction after the other, reads in between as they come. Moto does not isolate
 * transactions: one that is cancelled takes back what others have written meanwhile.
 */
export function oneTransactionAtATime(client: DynamoDBClient): Pick<DynamoDBClient, 'send'> {
  let before: Promise<unknown> = Promise.resolve();
  const send = (command: TransactWriteItemsCommand) => {
    if (!(command instanceof TransactWriteItemsCommand)) return client.send(command);
    const sent = before.then(() => client.send(command));
    before = sent.catch(() => undefined);
    return sent;
  };
  return { send: send as DynamoDBClient['send'] };
}
