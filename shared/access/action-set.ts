/** Which of a catalogue's actions somebody may do: a bit for each of their numbers. */
export interface ActionSet {
  /** Tells catalogues apart: numbers of two do not mean the same. */
  readonly catalogue: string;
  readonly bits: Uint8Array;
}

/** Bits for as many numbers, none of them set. */
export function noBits(numbers: number): Uint8Array {
  return new Uint8Array(Math.ceil(numbers / 8));
}

/** Sets the bit of a number. */
export function setBit(bits: Uint8Array, number: number): void {
  const index = number >> 3;
  bits[index] = (bits[index] ?? 0) | (1 << (number & 7));
}

/** Whether a set holds an action that another does not; of another catalogue nobody can tell, and it is no. */
export function holdsMore(set: ActionSet, other: ActionSet): boolean {
  if (set.catalogue !== other.catalogue) return false;
  return set.bits.some((byte, index) => (byte & ~(other.bits[index] ?? 0)) !== 0);
}
