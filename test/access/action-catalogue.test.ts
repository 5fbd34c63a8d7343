import { describe, expect, it } from 'vitest';
import { type ActionBits, countBits, numbersIn } from '../../shared/access/action-bits.ts';
import { actionCatalogue, shortForm } from '../../shared/access/action-catalogue.ts';
import { actionPattern } from '../../shared/access/action-pattern.ts';
import { Budget, TooComplexError } from '../../shared/access/budget.ts';
import { knownActions } from '../../shared/access/known-actions.ts';
import { pattern } from '../../shared/access/pattern.ts';
import { resourceKind } from '../../shared/access/resource-kind.ts';

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

describe('the actions that take resources', () => {
  const some = actionCatalogue({
    s3: {
      actions: 'GetObject ListAllMyBuckets ListBucket PutPolicy',
      resources: 'arn:{}:s3:::{bucket}/{} arn:{}:s3:::{bucket}',
      takes: '0 - 1 0,1',
    },
    any: 'Thing',
  });
  const namesOf = ({ first, words }: ActionBits) =>
    [...words].flatMap((word, index) => numbersIn(word, first + index)).map((number) => some.names[number]);
  const taking = (...texts: string[]) => namesOf(some.kindsOf(texts.map(pattern), new Budget()).actions);
  const [get, list, bucket, put, thing] = some.names;

  it.each<[string, string[], (string | undefined)[]]>([
    ['no pattern', [], []],
    ['anything', ['*'], [get, list, bucket, put, thing]],
    ['a bucket', ['arn:aws:s3:::stage'], [bucket, put, thing]],
    ['an object', ['arn:aws:s3:::stage/a'], [get, put, thing]],
    ['both', ['arn:aws:s3:::stage', 'arn:aws:s3:::stage/*'], [get, bucket, put, thing]],
    ['another service', ['arn:aws:sqs:::stage'], [thing]],
  ])('%s', (_, texts, expected) => {
    expect(taking(...texts)).toEqual(expected);
  });

  it('may have forms without what most of a service begin with', () => {
    const form = 'arn:{}:ec2:{}:{}:instance/{}';
    expect(shortForm('ec2', form)).toBe(':instance/{}');
    expect(['arn:{}:ec2:{}::image/{}', '{}'].map((one) => shortForm('ec2', one))).toEqual([
      'arn:{}:ec2:{}::image/{}',
      '{}',
    ]);
    const short = actionCatalogue({ ec2: { actions: 'Run', resources: shortForm('ec2', form), takes: '0' } });
    expect(short.kinds[1]?.text).toBe(resourceKind(form).text);
  });

  it('are found in sets of kinds', () => {
    const ofBucket = some.kindsOf([pattern('arn:aws:s3:::stage')], new Budget());
    expect(namesOf(some.without(some.allKinds, ofBucket).actions)).toEqual([get, list, put]);
    expect(some.both(some.allKinds, ofBucket)).toBe(ofBucket);
    expect(some.both(ofBucket, some.allKinds)).toBe(ofBucket);
    expect(some.without(ofBucket, some.allKinds).numbers).toEqual([]);
    expect(some.allKinds.isAll).toBe(true);
    expect(some.kindsOf([pattern('arn:aws:s3:::other')], new Budget())).toBe(ofBucket);
  });
});

describe('the known actions', () => {
  it('take the resources that AWS documents', () => {
    const texts = ['arn:aws:s3:::stage', 'arn:aws:s3:::stage/*'];
    const { first, words } = knownActions.kindsOf(texts.map(pattern), new Budget()).actions;
    const names = [...words]
      .flatMap((word, index) => numbersIn(word, first + index))
      .map((number) => knownActions.names[number]);
    expect(names).toEqual(expect.arrayContaining(['s3:GetObject', 's3:ListBucket']));
    expect(names).not.toContain('s3:ListAllMyBuckets');
    expect(names.length).toBeGreaterThan(90);
    expect(names.length).toBeLessThan(130);
  });

  it('take some resource, or none, each', () => {
    expect(countBits(knownActions.allKinds.actions.words)).toBe(knownActions.names.length);
  });

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
