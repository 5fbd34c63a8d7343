import { dynamoSessions } from '../../shared/aws/records/session-store.ts';
import { it } from '../support/aws-stack/it.ts';
import { keptSeconds, sessionCases } from '../support/records/session-cases.ts';

it.for(sessionCases)('in DynamoDB $name', ({ holds }, { stack: { dynamoDb, output } }) => {
  const table = { client: async () => dynamoDb, tableName: output('TableName') };
  return holds((time) => dynamoSessions({ ...table, keptSeconds, now: () => new Date(time) }));
});
