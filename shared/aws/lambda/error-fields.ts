/** Errors in errors that are followed. */
const deepest = 5;
const mostCharacters = 500;
const mostFrames = 10;
/** Tokens, keys and signatures are longer than any word of a message. */
const secretLike = /[A-Za-z0-9+/=]{40,}/g;
/** Whatever could end a line, or steer a terminal. */
const control = /\p{Cc}+/gu;

/** An error as a log has it: nothing of what it carries besides, such as the body of an answer. */
export interface ErrorFields {
  readonly name: string;
  /** Of Node.js: `ECONNREFUSED`. */
  readonly code?: string;
  /** What AWS answered: its status, and the id by which AWS finds the request. */
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly message: string;
  /** Where it was thrown, the innermost first. */
  readonly stack: readonly string[];
  readonly cause?: ErrorFields;
}

/** What a log says of an error, and of what caused it. */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { name: typeof error, message: 'no error was thrown', stack: [] };
  const { name, cause } = error;
  const { code, $metadata = {} } = error as Error & {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
  };
  const { httpStatusCode, requestId } = $metadata;
  return {
    name: clean(name),
    ...(typeof code === 'string' && { code: clean(code) }),
    ...(typeof httpStatusCode === 'number' && { httpStatusCode }),
    ...(typeof requestId === 'string' && { requestId: clean(requestId) }),
    message: messageOf(error),
    stack: framesOf(error),
    ...(cause !== undefined && depth < deepest && { cause: errorFields(cause, depth + 1) }),
  };
}

/** JSON.parse quotes what it could not parse, which may be anything. */
function messageOf({ name, message }: Error): string {
  return name === 'SyntaxError' ? 'not quoted: what could not be parsed' : clean(message);
}

/** Without the message, with which it begins. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, mostFrames)
    .map((line) => clean(line.trim()));
}

function clean(text: string): string {
  const shown = text.replaceAll(control, ' ').replaceAll(secretLike, '[removed]');
  return shown.length > mostCharacters ? `${shown.slice(0, mostCharacters)}…` : shown;
}
