import type { NotUnderstood } from './export-package.ts';

/** Collects what is not understood, each attribute of a connector once: where it was met first. */
export class NotUnderstoodList {
  readonly #items = new Map<string, NotUnderstood>();

  add(item: NotUnderstood): void {
    const key = JSON.stringify([item.connector, item.name]);
    if (!this.#items.has(key)) this.#items.set(key, item);
  }

  get items(): NotUnderstood[] {
    return [...this.#items.values()];
  }
}
