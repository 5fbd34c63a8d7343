import { describe, expect, it } from 'vitest';
import { NotAPolicyError, parsePolicyDocument } from '../../shared/access/policy-document.ts';

const allow = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' };
const document = { Version: '2012-10-17', Statement: allow };
const username = '$'.concat('{aws:username}');

function resourcesOf(resource: unknown, version?: string): string[] {
  const parsed = parsePolicyDocument({
    ...(version && { Version: version }),
    Statement: { ...allow, ...(resource as object) },
  });
  return parsed.allows[0]?.resources.list.map(({ text }) => text) ?? [];
}

function denies(statement: object, version = '2012-10-17'): number {
  const deny = { Effect: 'Deny', Action: '*', ...statement };
  return parsePolicyDocument({ Version: version, Statement: [deny] }).denies.length;
}

function errorOf(value: unknown): unknown {
  try {
    return parsePolicyDocument(value);
  } catch (error) {
    return error;
  }
}

describe('a policy document', () => {
  it.each([
    ['an object', document],
    ['a list of one statement', { ...document, Statement: [allow] }],
    ['JSON', JSON.stringify(document)],
    ['JSON with blanks around it', `\n ${JSON.stringify(document, null, 2)}\n`],
    ['URL-encoded JSON', encodeURIComponent(JSON.stringify(document))],
    [
      'URL-encoded JSON in small letters',
      encodeURIComponent(JSON.stringify(document)).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
    ['with an id', { ...document, Id: 'x' }],
    ['of the older version', { ...document, Version: '2008-10-17' }],
    ['of no version', { Statement: allow }],
  ])('is read as %s', (_, value) => {
    const { allows, denies } = parsePolicyDocument(value);
    expect(denies).toEqual([]);
    expect(allows).toHaveLength(1);
    expect(allows[0]?.name).toBe('#1');
    expect(allows[0]?.actions.negated).toBe(false);
    expect(allows[0]?.actions.list.map(({ text }) => text)).toEqual(['s3:get*']);
  });

  it('leaves a percent sign and a plus sign in plain JSON alone', () => {
    const text = JSON.stringify({ Statement: { ...allow, Resource: 'a%7Bb+c' } });
    expect(parsePolicyDocument(text).allows[0]?.resources.list[0]?.text).toBe('a%7Bb+c');
    expect(parsePolicyDocument(encodeURIComponent(text)).allows[0]?.resources.list[0]?.text).toBe('a%7Bb+c');
  });

  it('names statements by their Sid, else by their place among all', () => {
    const { allows } = parsePolicyDocument({
      Statement: [
        { ...allow, Sid: 'Read' },
        { ...allow, Effect: 'Deny' },
        { ...allow, Sid: '' },
        { ...allow, Sid: 7 },
      ],
    });
    expect(allows.map(({ name }) => name)).toEqual(['Read', '#3', '#4']);
  });

  it.each([
    ['an empty list of statements', []],
    ['only a Deny with a condition', [{ ...allow, Effect: 'Deny', Condition: { Bool: { x: 'true' } } }]],
  ])('may have no effect: %s', (_, statements) => {
    expect(parsePolicyDocument({ Statement: statements })).toEqual({ allows: [], denies: [] });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an array', []],
    ['the empty text', ''],
    ['a text', 'allow all'],
    ['JSON of no object', '[]'],
    ['broken JSON', '{"Statement":'],
    ['a byte order mark', `\ufeff${JSON.stringify(document)}`],
    ['an encoding that is cut', encodeURIComponent(JSON.stringify(document)).slice(0, -1)],
    ['an encoding that is broken', '%7B%zz%7D'],
    ['an encoding of broken UTF-8', '%7B%22a%22%3A%22%C3%28%22%7D'],
    ['encoded twice', encodeURIComponent(encodeURIComponent(JSON.stringify(document)))],
    ['arrays without end', '['.repeat(200_000)],
    ['a version that there is not', { ...document, Version: '2012-10-18' }],
    ['a version that is null', { ...document, Version: null }],
    ['an unknown element', { ...document, Statements: [] }],
    ['an element in small letters', { version: '2012-10-17', Statement: allow }],
    ['a prototype', JSON.parse('{"__proto__":{},"Statement":[]}')],
    ['no statement', { Version: '2012-10-17' }],
    ['a statement that is null', { Statement: null }],
    ['a statement that is text', { Statement: 'Allow' }],
    ['a statement that is a list', { Statement: [[allow]] }],
    ['a statement with a Principal', { Statement: { ...allow, Principal: '*' } }],
    ['a statement with a prototype', { Statement: JSON.parse('{"__proto__":{"Effect":"Deny"}}') }],
    ['no effect', { Statement: { Action: '*', Resource: '*' } }],
    ['an effect in small letters', { Statement: { ...allow, Effect: 'allow' } }],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['an empty NotAction', { Statement: { Effect: 'Allow', NotAction: [], Resource: '*' } }],
    ['an empty NotResource', { Statement: { Effect: 'Deny', Action: '*', NotResource: [] } }],
    ['two kinds of action', { Statement: { ...allow, NotAction: 'x' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    ['two kinds of resource', { Statement: { ...allow, NotResource: 'x' } }],
    ['an action that is null', { Statement: { ...allow, Action: null } }],
    ['an action that is a number', { Statement: { ...allow, Action: ['s3:*', 7] } }],
    ['a resource that is a list', { Statement: { ...allow, Resource: [['*']] } }],
    ['a condition that is text', { Statement: { ...allow, Condition: 'x' } }],
    ['a condition that is null', { Statement: { ...allow, Condition: null } }],
    ['a condition that is a list', { Statement: { ...allow, Condition: [] } }],
    ['U+E000 in an action', { Statement: { ...allow, Action: 's3:\ue000' } }],
  ])('is none: %s', (_, value) => {
    expect(errorOf(value)).toBeInstanceOf(NotAPolicyError);
  });

  it('says what is wrong without what the document holds', () => {
    expect(errorOf({ Statement: [allow, { ...allow, Action: 7 }] })).toHaveProperty(
      'message',
      'statement 2: `Action`: expected text, got a number',
    );
    expect(String(errorOf('{"secret"'))).not.toContain('secret');
  });

  it('takes a lone surrogate as a character', () => {
    expect(resourcesOf({ Resource: '\ud800*' })).toEqual(['\ud800*']);
  });

  it('compares actions without regard to case, resources with', () => {
    const { allows } = parsePolicyDocument({
      Statement: { Effect: 'Allow', Action: 'S3:GetObject', Resource: 'A' },
    });
    expect(allows[0]?.actions.list[0]?.text).toBe('s3:getobject');
    expect(allows[0]?.resources.list[0]?.text).toBe('A');
  });
});

describe('a policy variable', () => {
  it.each([
    ['may be anything', `a/${username}/b`, 'a/*/b'],
    ['may be anything, with a default too', ['a$', "{aws:x, 'y'}"].join(''), 'a*'],
    ['is itself, the star', ['a$', '{*}'].join(''), 'a\ue001'],
    ['is itself, the question mark', ['a$', '{?}'].join(''), 'a\ue002'],
    ['is itself, the dollar', ['$', '{$}{*}'].join(''), ['$', '{*}'].join('')],
    ['is none without an end', ['a$', '{aws'].join(''), ['a$', '{aws'].join('')],
  ])('%s', (_, resource, expected) => {
    expect(resourcesOf({ Resource: resource }, '2012-10-17')).toEqual([expected]);
  });

  it.each([undefined, '2008-10-17'])('is literal text under version %s', (version) => {
    expect(resourcesOf({ Resource: username }, version)).toEqual([username]);
  });

  it('excludes nothing for certain from an Allow', () => {
    expect(resourcesOf({ Resource: undefined, NotResource: ['a', `${username}*`] }, '2012-10-17')).toEqual([
      'a',
    ]);
  });

  it.each([
    ['Resource', { Resource: username }, 0],
    ['one of several', { Resource: ['a', `b${username}`] }, 0],
    ['NotResource', { NotResource: ['a', username] }, 0],
    ['only characters that are themselves', { Resource: ['a$', '{*}$', '{?}$', '{$}'].join('') }, 1],
    ['no variable', { Resource: 'a' }, 1],
  ])('keeps a Deny from removing access: %s', (_, resource, expected) => {
    expect(denies(resource)).toBe(expected);
  });

  it('keeps none that the older version does not know', () => {
    expect(denies({ Resource: username }, '2008-10-17')).toBe(1);
  });
});

describe('a condition', () => {
  it.each([
    [{}, 1],
    [{ Bool: {} }, 0],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 0],
  ])('%j leaves %d Deny', (condition, expected) => {
    expect(denies({ Resource: '*', Condition: condition })).toBe(expected);
  });
});
