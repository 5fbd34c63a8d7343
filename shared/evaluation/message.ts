import type { Evidence } from '../rules/verdict.ts';

/** Fills `{name}` in a message text from the evidence; a list is joined by commas, a missing member is `unknown`. */
export function renderMessage(template: string, evidence: Evidence): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = evidence[name];
    return Array.isArray(value) ? value.join(', ') : String(value ?? 'unknown');
  });
}
