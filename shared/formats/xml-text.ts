import { plainText } from '../report/plain-text.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of XML 1.0; attributes without a value are left out. `content` is XML. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const tag = startTag(name, attributes);
  return content === '' ? tag.replace(/>$/, '/>') : `${tag}${content}</${name}>`;
}

/** The first half of an element. */
export function startTag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  return `<${name}${written.join('')}>`;
}

/** Text in XML, in one line: what XML cannot say at all (control characters, halves of characters) is replaced. */
export function xmlText(text: string): string {
  return plainText(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
