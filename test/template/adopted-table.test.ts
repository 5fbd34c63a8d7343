import { expect, it } from 'vitest';
import { mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

const main = await readTemplate(mainTemplate);
const adopting = await readTemplate('docs/deploy/adopt-table.yaml');

it('what adopts a table describes the table that the stack works with, and keeps it whatever happens', () => {
  expect(propertiesOf<object>(main, 'WardenTable')).toMatchObject(
    propertiesOf<object>(adopting, 'WardenTable'),
  );
  expect(adopting.Resources).toMatchObject({
    WardenTable: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    },
  });
});

it('what adopts a table is nothing that CloudFormation refuses to import: no transform, no parameter, no other resource', () => {
  expect(Object.keys(adopting).sort()).toEqual(['AWSTemplateFormatVersion', 'Description', 'Resources']);
  expect(Object.keys(adopting.Resources)).toEqual(['WardenTable']);
});
