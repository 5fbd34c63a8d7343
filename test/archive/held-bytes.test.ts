import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HeldBytes } from '../../shared/archive/held-bytes.ts';

function held(...texts: string[]): HeldBytes {
  const bytes = new HeldBytes();
  for (const text of texts) bytes.push(Buffer.from(text));
  return bytes;
}

it('bytes in pieces are the same as in one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 6 }),
      fc.nat(20),
      fc.nat(20),
      fc.nat(255),
      (pieces, one, other, byte) => {
        const whole = Buffer.concat(pieces);
        const bytes = new HeldBytes();
        for (const piece of pieces) bytes.push(Buffer.from(piece));
        expect([bytes.end, bytes.size]).toEqual([whole.length, whole.length]);
        expect(bytes.byteAt(one)).toBe(whole[one]);
        expect(bytes.slice(one, other)).toEqual(whole.subarray(one, Math.max(one, other)));
        expect(bytes.indexOf(byte, one)).toBe(one < whole.length ? whole.indexOf(byte, one) : -1);
        const into = new Uint8Array(other);
        const copied = bytes.copy(one, into);
        expect(Buffer.from(into.subarray(0, copied))).toEqual(whole.subarray(one, one + other));
      },
    ),
  );
});

it('what lies before a position is let go, and nothing else', () => {
  const bytes = held('abc', 'def', 'ghi');
  bytes.release(2);
  expect([bytes.size, bytes.byteAt(1), bytes.byteAt(2)]).toEqual([7, undefined, 0x63]);
  bytes.release(3);
  expect([bytes.size, bytes.byteAt(2), bytes.byteAt(3)]).toEqual([6, undefined, 0x64]);
  expect(bytes.slice(4, 8).toString()).toBe('efgh');
  bytes.release(9);
  expect([bytes.size, bytes.end]).toEqual([0, 9]);
  bytes.push(Buffer.from('j'));
  expect([bytes.size, bytes.slice(9, 10).toString()]).toEqual([1, 'j']);
});

it('a piece is lent until others are let go: what is needed then is copied once', () => {
  const piece = Buffer.from('abc');
  const bytes = new HeldBytes();
  bytes.push(piece);
  expect(bytes.slice(1, 2).buffer).toBe(piece.buffer);
  bytes.release(1);
  piece.fill('x');
  expect(bytes.slice(1, 3).toString()).toBe('bc');
  const own = bytes.slice(1, 3).buffer;
  bytes.release(1);
  expect(bytes.slice(1, 3).buffer).toBe(own);
});
