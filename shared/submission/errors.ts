import type { DocumentFault } from '../json/schema-faults.ts';

/** A submission that does not keep its contract. Names every fault and echoes no value. */
export class MalformedSubmissionError extends Error {
  override readonly name = 'MalformedSubmissionError';
  readonly faults: readonly DocumentFault[];

  constructor(faults: readonly DocumentFault[]) {
    super(
      `malformed submission: ${faults.map((fault) => `${fault.pointer || '/'} ${fault.detail}`).join('; ')}`,
    );
    this.faults = faults;
  }
}
