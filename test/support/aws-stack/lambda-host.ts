/** The process of a function: loads the module in its first argument and invokes its handler for its parent, like Lambda. */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

/** What the parent sends. */
export interface Invocation {
  readonly event: unknown;
  /** Milliseconds that the handler has. */
  readonly timeout: number;
  /** Milliseconds by which its clock is ahead. */
  readonly ahead: number;
}

/** What the process sends: nothing yet when it is ready, then the end of each invocation. */
export type Sent =
  | { readonly ready: true }
  | { readonly result: unknown }
  | { readonly error: { readonly name: string; readonly message: string } };

let ahead = 0;
setClockAhead();

const { handler } = await import(pathToFileURL(process.argv[2] ?? '').href);

process.on('message', ({ event, timeout, ...invocation }: Invocation) => {
  ahead = invocation.ahead;
  void invoke(event, timeout).then(send);
});
process.on('disconnect', () => process.exit());
send({ ready: true });

async function invoke(event: unknown, timeout: number): Promise<Sent> {
  const end = Date.now() + timeout;
  const context = {
    awsRequestId: randomUUID(),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  try {
    return { result: await handler(event, context) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message } };
  }
}

/** What asks for the time gets that of the test. */
function setClockAhead(): void {
  const OwnDate = Date;
  globalThis.Date = new Proxy(OwnDate, {
    construct: (target, parameters, asked) =>
      Reflect.construct(target, parameters.length === 0 ? [OwnDate.now() + ahead] : parameters, asked),
    get: (target, name) => (name === 'now' ? () => OwnDate.now() + ahead : Reflect.get(target, name)),
  });
}

function send(what: Sent): void {
  process.send?.(what);
}
