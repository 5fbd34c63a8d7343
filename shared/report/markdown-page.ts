import { plainText } from './plain-text.ts';

/** A heading and what stands below it; nothing where nothing does. */
export function section(heading: string, ...blocks: readonly string[]): string[] {
  const held = blocks.filter((block) => block !== '');
  return held.length === 0 ? [] : [`## ${heading}`, ...held];
}

/** Lines as items of a list. */
export function itemList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** The members of an object as items of a list, safe to print. */
export function memberList(members: object): string {
  return itemList(
    Object.entries(members).map(
      ([name, value]) => `${plainText(name)}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
    ),
  );
}
