import htm from 'htm';
import { type ComponentChild, h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { plainText } from '../report/plain-text.ts';

/** A piece of the page, as a value: what it becomes as text is escaped. */
export type Markup = VNode;

/** Characters of one text that the page shows: a name may have a million. */
const longest = 1000;

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => Markup;

// Its types are those of CommonJS, whose default export would be a member of what Node imports.
const { bind } = htm as unknown as { bind: (element: typeof plainElement) => Tag };

/** Makes markup: every text in it is made plain and of bearable length, whoever wrote it. */
export const html: Tag = bind.call(htm, plainElement);

/** Markup as the text of a document. */
export function textOf(markup: Markup): string {
  return renderToString(markup);
}

function plainElement(
  type: string,
  attributes: Record<string, unknown> | null,
  ...children: unknown[]
): Markup {
  return h(type, attributes === null ? null : plainAttributes(attributes), ...children.map(plainChild));
}

function plainAttributes(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? shown(value) : value,
    ]),
  );
}

function plainChild(child: unknown): ComponentChild {
  if (typeof child === 'string') return shown(child);
  if (Array.isArray(child)) return child.map(plainChild);
  return child as ComponentChild;
}

function shown(text: string): string {
  return plainText(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
