import type { Way } from './descent-limits.ts';
import type { Expected } from './expected.ts';
import type { Found } from './found.ts';
import type { TextSlot } from './text-slots.ts';

/** What is known of a text, and how the values in it are opened. */
export interface TextOptions {
  readonly slot: TextSlot;
  readonly expected: Expected;
  readonly open: (value: unknown, way: Way, expected: Expected) => Iterable<Found>;
}
