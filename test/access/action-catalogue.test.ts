import { describe, expect, it } from 'vitest';
import { actionCatalogue } from '../../shared/access/action-catalogue.ts';
import { actionPattern } from '../../shared/access/action-pattern.ts';
import { Budget, TooComplexError } from '../../shared/access/budget.ts';
import { knownActions } from '../../shared/access/known-actions.ts';

const catalogue = actionCatalogue({
  s3: 'GetObject PutObject',
  'S3-Odd': 'GetObject',
  none: '',
  sts: 'AssumeRole',
});

describe('a catalogue of actions', () => {
  it.each([
    ['*', ['s3:GetObject', 's3:PutObject', 'S3-Odd:GetObject', 'sts:AssumeRole']],
    ['s3:*', ['s3:GetObject', 's3:PutObject']],
    ['S3:GETOBJECT', ['s3:GetObject']],
    ['s3-odd:*', ['S3-Odd:GetObject']],
    ['s3*', ['s3:GetObject', 's3:PutObject', 'S3-Odd:GetObject']],
    ['*:get*', ['s3:GetObject', 'S3-Odd:GetObject']],
    ['s?:?etObject', ['s3:GetObject']],
    ['none:*', []],
    ['unknown:*', []],
    ['__proto__:*', []],
    ['', []],
  ])('finds by %j: %j', (text, expected) => {
    expect(
      catalogue.matching(actionPattern(text), new Budget()).map((number) => catalogue.names[number]),
    ).toEqual(expected);
  });

  it('gives up where the search takes too many steps', () => {
    const search = () => knownActions.matching(actionPattern('*a*b*'), new Budget(1000));
    expect(search).toThrow(TooComplexError);
  });

  it('has its names in lower case too', () => {
    expect(catalogue.keys).toEqual(catalogue.names.map((name) => name.toLowerCase()));
  });
});

describe('the known actions', () => {
  it('are those of AWS, each once', () => {
    expect(knownActions.names).toContain('sts:AssumeRole');
    expect(knownActions.names.length).toBeGreaterThan(15_000);
    expect(new Set(knownActions.keys).size).toBe(knownActions.keys.length);
  });

  it('are all a service and a name', () => {
    expect(knownActions.names.filter((name) => !/^[a-z0-9-]+:[A-Za-z0-9-]+$/.test(name))).toEqual([]);
  });

  it('are found by service', () => {
    const found = knownActions
      .matching(actionPattern('S3:*'), new Budget())
      .map((number) => knownActions.names[number]);
    expect(found).toContain('s3:GetObject');
    expect(found.every((name) => name?.startsWith('s3:'))).toBe(true);
  });
});
