import { jsonText } from './json-text.ts';

/** A JSON value as a fenced Markdown block. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${jsonText(value, { widest: 100 })}\n\`\`\``;
}
