/** A request whose body is not declared as `application/json`. */
export class UnsupportedMediaTypeError extends Error {
  override readonly name = 'UnsupportedMediaTypeError';
}

/** A request body above the limit. */
export class PayloadTooLargeError extends Error {
  override readonly name = 'PayloadTooLargeError';
}

/** An `Idempotency-Key` that can be none. */
export class MalformedKeyError extends Error {
  override readonly name = 'MalformedKeyError';
}

/** An id that a caller gave to one submission was given to another before. */
export class ConflictingSubmissionError extends Error {
  override readonly name = 'ConflictingSubmissionError';

  constructor() {
    super('the same id was given to another submission before');
  }
}

/** A caller, or all who ask for dry runs, called more often in a minute than the limit allows. */
export class TooManyCallsError extends Error {
  override readonly name = 'TooManyCallsError';
  /** Seconds until calls count anew. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('more calls in a minute than the limit allows');
    this.retryAfter = retryAfter;
  }
}
