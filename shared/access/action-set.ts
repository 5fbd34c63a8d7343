/** Which of a catalogue's actions somebody may do: a bit for each of their numbers. */
export interface ActionSet {
  /** Tells catalogues apart: numbers of two do not mean the same. */
  readonly catalogue: string;
  readonly bits: Uint8Array;
}

/** Words of 32 bits as they are kept, for so many numbers, whatever the machine's order of bytes. */
export function bytesOf(words: Int32Array, numbers: number): Uint8Array {
  return Uint8Array.from(
    { length: Math.ceil(numbers / 8) },
    (_, index) => (words[index >> 2] ?? 0) >>> ((index & 3) * 8),
  );
}

/** Whether a set holds an action that another does not; of another catalogue nobody can tell, and it is no. */
export function holdsMore(set: ActionSet, other: ActionSet): boolean {
  if (set.catalogue !== other.catalogue) return false;
  return set.bits.some((byte, index) => (byte & ~(other.bits[index] ?? 0)) !== 0);
}
