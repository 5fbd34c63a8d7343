import { describe, expect, it } from 'vitest';
import { withSections } from '../../../tools/generate/marked-sections.ts';

const makers = { rules: () => 'the rules', rooms: () => 'the rooms' };

it('fills each section by its name and keeps what is around', () => {
  const text = 'a\n<!-- rules:start -->\nold\n<!-- rules:end -->\nb\n<!-- rooms:start --><!-- rooms:end -->';
  expect(withSections(text, makers)).toBe(
    'a\n<!-- rules:start -->\n\nthe rules\n\n<!-- rules:end -->\nb\n<!-- rooms:start -->\n\nthe rooms\n\n<!-- rooms:end -->',
  );
});

it('changes nothing where it was filled already', () => {
  const filled = withSections('<!-- rules:start --><!-- rules:end -->', makers);
  expect(withSections(filled, makers)).toBe(filled);
});

describe('refuses', () => {
  it.each([
    ['an end that is missing', '<!-- rules:start -->', 'to be followed by'],
    ['an end of another name', '<!-- rules:start --><!-- rooms:end -->', 'to be followed by'],
    ['an end before its start', '<!-- rules:end --><!-- rules:start -->', 'to be followed by'],
    ['a name that nothing makes', '<!-- doors:start --><!-- doors:end -->', 'no section is called `doors`'],
  ])('%s', (_, text, message) => {
    expect(() => withSections(text, makers)).toThrow(message);
  });
});
