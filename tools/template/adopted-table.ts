import { tableShape } from './chapters/foundations.ts';
import { because, type Value } from './value.ts';

/**
 * A stack of the table alone, into which one is imported that another stack left behind: an import takes no template with a
 * transform. The whole template then takes the stack over, by the table's logical id.
 */
export const adoptedTable: Value = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Takes over the table that an earlier STS Warden stack left, before the stack itself is deployed.',
  Resources: {
    WardenTable: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: because('CloudFormation imports nothing that it might delete.', 'Retain'),
      UpdateReplacePolicy: 'Retain',
      Properties: tableShape,
    },
  },
};
