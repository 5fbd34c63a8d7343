import { decisionStore } from '../../shared/aws/records/decision-store.ts';
import { itOnOneStack as it } from '../support/aws-stack/it.ts';
import { decisionCases, keptSeconds, ownRecords } from '../support/records/decision-cases.ts';

const ofThisCase = ownRecords();

it.for(decisionCases)('in DynamoDB $name', ({ holds }, { stack: { dynamoDb, output } }) => {
  const table = { client: async () => dynamoDb, tableName: output('TableName') };
  return holds((now) => decisionStore({ ...table, keptSeconds, now: () => new Date(now) }), ofThisCase());
});
