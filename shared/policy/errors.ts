/** What is wrong with a document that an operator wrote, and where. */
export interface PolicyFault {
  /** JSON Pointer (RFC 6901) to the place; empty for the document. */
  readonly pointer: string;
  readonly detail: string;
  /** 1-based, where the place has one in the text. */
  readonly line?: number;
}

/** A document of an operator that is refused whole. Lists every fault. */
export class BrokenDocumentError extends Error {
  /** What the document was to be, as in `broken policy`. */
  readonly kind: string;
  readonly faults: readonly PolicyFault[];

  constructor(kind: string, faults: readonly PolicyFault[]) {
    super(`broken ${kind}: ${faults.map(faultText).join('; ')}`);
    this.kind = kind;
    this.faults = faults;
  }
}

/** A policy document that is refused whole. */
export class BrokenPolicyError extends BrokenDocumentError {
  override readonly name = 'BrokenPolicyError';

  constructor(faults: readonly PolicyFault[]) {
    super('policy', faults);
  }
}

/** A document of cases that is refused whole. */
export class BrokenCasesError extends BrokenDocumentError {
  override readonly name = 'BrokenCasesError';

  constructor(faults: readonly PolicyFault[]) {
    super('cases', faults);
  }
}

/** One fault as a line of text: where, and what was expected. */
export function faultText({ pointer, detail, line }: PolicyFault): string {
  return `${line === undefined ? '' : `line ${line}: `}${pointer === '' ? '' : `${pointer} `}${detail}`;
}
