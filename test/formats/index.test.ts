import { describe, expect, it } from 'vitest';
import { formats, formatsOf } from '../../shared/formats/index.ts';
import type { ResultKind } from '../../shared/report/result.ts';

const kinds: readonly ResultKind[] = ['audit', 'check', 'sweep', 'access'];

describe('the registry of formats', () => {
  it('has names that are one word each, once', () => {
    const names = formats.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+$/);
  });

  it.each(formats)('$name says what it is, and is for some result', ({ summary, results }) => {
    expect(summary).toMatch(/^\S.*[^.\s]$/);
    expect(results).not.toEqual([]);
    expect(results).toEqual(kinds.filter((kind) => results.includes(kind)));
  });

  it.each(kinds)('begins with one for people, which %s has', (kind) => {
    const [first] = formatsOf(kind);
    expect(first).toBe(formats[0]);
    expect(first?.isForPeople).toBe(true);
  });
});
