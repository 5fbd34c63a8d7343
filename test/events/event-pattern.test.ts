import { describe, expect, it } from 'vitest';
import { eventPattern } from '../../shared/events/event-pattern.ts';
import { eventRules } from '../../shared/events/event-rules.generated.ts';
import type { Fields } from '../../shared/json/value.ts';

describe('a pattern', () => {
  it.each<[Fields, boolean]>([
    [{ a: ['x'] }, true],
    [{ a: ['y'] }, false],
    [{ a: ['y', { prefix: 'x' }] }, true],
    [{ a: [{ suffix: 'z' }] }, false],
    [{ a: [] }, false],
    [{ a: [{ wildcard: 'x' }] }, true],
    [{ a: [{ wildcard: '*x*' }] }, true],
    [{ a: [{ wildcard: '.' }] }, false],
    [{ a: [{ wildcard: 'x*y' }] }, false],
    [{ b: [{ wildcard: '*' }] }, false],
    [{ b: { c: [1] } }, true],
    [{ b: { c: ['1'] } }, false],
    [{ b: ['c'] }, false],
    [{ none: [null] }, true],
    [{ list: ['q'] }, true],
    [{ missing: { d: [{ prefix: '' }] } }, false],
    [{ missing: { d: [{ exists: false }] } }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ a: [{ exists: false }] }, false],
    [{ a: [{ exists: true }] }, true],
    [{ a: [{ 'anything-but': 'x' }] }, false],
    [{ a: [{ 'anything-but': 'y' }] }, true],
    [{ missing: [{ 'anything-but': 'y' }] }, false],
    [{ missing: { d: [{ 'anything-but': 'y' }, { exists: false }] } }, true],
  ])('%j', (pattern, matched) => {
    const event = { a: 'x', b: { c: 1 }, list: ['p', 'q'], none: null };
    expect(eventPattern(pattern)(event)).toBe(matched);
  });

  it.each<Fields>([
    { a: [{ 'anything-but': ['x'] }] },
    { a: ['y', { exists: 'true' }] },
    { z: ['y'], b: { c: [{ numeric: ['>', 0] }] } },
    { a: [{ prefix: 'x', suffix: 'y' }] },
    { a: [{ prefix: { 'equals-ignore-case': 'x' } }] },
    { $or: [{ a: ['x'] }, { a: ['y'] }] },
    { a: 'x' },
    { a: [{ wildcard: '\\*' }] },
  ])('is refused before any event comes where it cannot be matched exactly: %j', (pattern) => {
    expect(() => eventPattern(pattern)).toThrow(
      /^expected a value, `anything-but`, `prefix`, `suffix`, `wildcard` or `exists`, got `/,
    );
  });
});

it('each rule of the template can be matched', () => {
  expect(eventRules.map(({ name, bus, queue }) => [name, bus, queue])).toEqual([
    ['CredentialRequestRule', 'default', 'AuditQueue'],
    ['ExpiredCredentialsRule', 'default', 'AuditQueue'],
    ['SubmissionRule', 'own', 'SubmissionQueue'],
    ['IssuedSessionRule', 'default', 'SessionQueue'],
    ['RunRule', 'own', 'SessionQueue'],
    ['IamChangeRule', 'default', 'PrincipalQueue'],
    ['AccessKeysSoughtRule', 'own', 'PrincipalQueue'],
  ]);
  for (const { pattern } of eventRules) expect(eventPattern(pattern)({})).toBe(false);
});
