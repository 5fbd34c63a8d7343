import { expect, it } from 'vitest';
import { illFormedTexts } from '../../shared/json/well-formed.ts';

it('names texts that are no Unicode by their place, never their value', () => {
  const value = {
    sound: '😀',
    list: ['x', 'secret\ud800'],
    'na\udc00me/': 1,
    deep: { a: { b: '\ud83d' } },
    no: null,
  };
  expect(illFormedTexts(value)).toEqual(
    ['/list/1', '/na�me~1', '/deep/a/b'].map((pointer) => ({
      pointer,
      detail: 'holds an unpaired surrogate',
    })),
  );
});
