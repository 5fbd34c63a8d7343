import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextStore } from '../../shared/json/text-store.ts';

it('gives back each text, in whatever order', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constant('x'.repeat(400_000)),
    fc.constant('€'.repeat(2_000_000)),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
      const store = new TextStore();
      const places = texts.map((one) => store.add(one));
      expect(places.toReversed().map((place) => store.get(place))).toEqual(
        texts.toReversed().map((one) => one?.toWellFormed()),
      );
    }),
    { numRuns: 60 },
  );
});

it('keeps what is in it when it grows, none apart from what is empty', () => {
  const store = new TextStore();
  const texts = Array.from({ length: 200_000 }, (_, index) => (index === 7 ? '' : `text ${index}`));
  const places = texts.map((one) => store.add(one));
  expect(new Set(places).size).toBe(texts.length);
  expect(places.map((place) => store.get(place))).toEqual(texts);
  expect([store.add(undefined), store.get(0)]).toEqual([0, undefined]);
});
