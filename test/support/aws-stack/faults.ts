import type { Answer } from './exchange.ts';
import type { Fault } from './faulty-endpoint.ts';

/** AWS refuses a call as a whole. */
export function refusal(code: string, status = 400): Fault {
  return async () => json({ __type: code, message: `${code} on demand` }, status);
}

/** IAM refuses a call as a whole: it speaks XML. */
export function iamRefusal(code: string, status = 400): Fault {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${code} on demand</Message></Error>`;
  return async () => xml(`<ErrorResponse>${error}<RequestId>on-demand</RequestId></ErrorResponse>`, status);
}

/** IAM answers a call with a result that moto could not have. */
export function iamAnswer(operation: string, result: string): Fault {
  return async () =>
    xml(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`);
}

/** The connection breaks before AWS has the call. */
export const brokenConnection: Fault = async () => 'reset';

/** AWS does what it was asked for, and the connection breaks before it can say so. */
export const lostAnswer: Fault = async ({ pass }) => {
  await pass();
  return 'reset';
};

/** Nobody ever answers. */
export const silence: Fault = async () => 'silence';

/** Something answers that is not AWS. */
export const garbage: Fault = async () => ({
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>It works!'),
});

/** AWS answers well, and says nothing. */
export const emptiness: Fault = async () => ({ status: 200, headers: {}, body: Buffer.alloc(0) });

/** The bus takes a call of PutEvents but for some of its entries. */
export function refusedEntries(code: string, isRefused: (detail: string, index: number) => boolean): Fault {
  return async ({ body, pass }) => {
    const { Entries }: { Entries: { Detail: string }[] } = JSON.parse(body.toString('utf8'));
    const refused = Entries.map(({ Detail }, index) => isRefused(Detail, index));
    const taken = Entries.filter((_, index) => refused[index] === false);
    const results = taken.length === 0 ? [] : await put(taken, pass);
    const answers = refused.map((isRefused) =>
      isRefused ? { ErrorCode: code, ErrorMessage: `${code} on demand` } : results.shift(),
    );
    return json({ FailedEntryCount: Entries.length - taken.length, Entries: answers });
  };
}

async function put(entries: unknown[], pass: (body: string) => Promise<Answer>): Promise<unknown[]> {
  const { body } = await pass(JSON.stringify({ Entries: entries }));
  return JSON.parse(body.toString('utf8')).Entries;
}

function xml(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}

function json(body: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(body)),
  };
}
