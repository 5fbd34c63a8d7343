/** Actions by their numbers in a catalogue, a bit for each, from the word that holds the first of them. */
export interface ActionSet {
  readonly firstWord: number;
  readonly words: Uint32Array;
}

/** Makes a set of numbers in rising order. */
export function actionSet(numbers: readonly number[]): ActionSet {
  const firstWord = (numbers[0] ?? 0) >>> 5;
  const words = new Uint32Array(numbers.length === 0 ? 0 : ((numbers.at(-1) ?? 0) >>> 5) - firstWord + 1);
  for (const number of numbers) {
    const word = (number >>> 5) - firstWord;
    words[word] = (words[word] as number) | (1 << (number & 31));
  }
  return { firstWord, words };
}

/** The numbers of a word's bits, in rising order. */
export function numbersIn(word: number, bits: number): number[] {
  const numbers: number[] = [];
  for (let left = bits; left !== 0; left &= left - 1) numbers.push(word * 32 + 31 - Math.clz32(left & -left));
  return numbers;
}

/** How many bits of a word are set. */
export function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
