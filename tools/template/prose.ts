/** A text that is written in several lines, as one. */
export function prose([text = '']: TemplateStringsArray): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
