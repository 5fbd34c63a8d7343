/** Byte order marks, and what the bytes behind them are (RFC 2781, 4.3; Unicode Standard, 23.8). */
const marks: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * Bytes as text: UTF-16 where they begin with its byte order mark, as what PowerShell redirects to a file does, else
 * UTF-8. No mark is part of the text. What is no character in that encoding becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array): string {
  const found = marks.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  return new TextDecoder(found?.[1] ?? 'utf-8').decode(bytes);
}
