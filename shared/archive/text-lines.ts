const lineFeed = 0x0a;

/** The lines of a text that comes in pieces: those that end with each piece, and what is left at the end. */
export async function* textLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(lineFeed);
    if (end !== -1) {
      const ended = piece.subarray(0, end);
      yield (rest.length === 0 ? ended : Buffer.concat([...rest, ended])).toString().split('\n');
      rest = [];
    }
    if (end + 1 < piece.length) rest.push(Buffer.from(piece.subarray(end + 1)));
  }
  if (rest.length > 0) yield [Buffer.concat(rest).toString()];
}
