/** What is wrong with a policy document, and where. */
export interface PolicyFault {
  /** JSON Pointer (RFC 6901) to the place; empty for the document. */
  readonly pointer: string;
  readonly detail: string;
  /** 1-based, where the place has one in the text. */
  readonly line?: number;
}

/** A policy document that is refused whole. Lists every fault. */
export class BrokenPolicyError extends Error {
  override readonly name = 'BrokenPolicyError';
  readonly faults: readonly PolicyFault[];

  constructor(faults: readonly PolicyFault[]) {
    super(`broken policy: ${faults.map(faultText).join('; ')}`);
    this.faults = faults;
  }
}

/** One fault as a line of text: where, and what was expected. */
export function faultText({ pointer, detail, line }: PolicyFault): string {
  return `${line === undefined ? '' : `line ${line}: `}${pointer === '' ? '' : `${pointer} `}${detail}`;
}
