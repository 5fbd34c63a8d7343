/** A file that cannot be used as input. The message says why, without its content. */
export class UnreadableFileError extends Error {
  override readonly name: string = 'UnreadableFileError';
}

/** What may mend a fault before another try: time alone; somebody, who for instance allows what was denied; or nothing. */
export type Cure = 'time' | 'somebody' | 'nothing';

/** An object that cannot be fetched. */
export class UnreadableObjectError extends UnreadableFileError {
  readonly cure: Cure;

  constructor(message: string, cure: Cure) {
    super(message);
    this.cure = cure;
  }
}
