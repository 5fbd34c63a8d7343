import type { ServerResponse } from 'node:http';

/** Answers in the place of the stand-in. */
export type Fault = (response: ServerResponse) => void;

/** The error object of version 3, as refusals come; its words repeat what was sent, as some do. */
export function refusal(status: number, code = 'AUTH_01', words = 'CANARY-IN-WORDS'): Fault {
  return (response) =>
    json(response, status, { error: { code, message: words, requestId: 'x', details: null } });
}

/** The error object of version 2. */
export function refusalOfVersion2(status: number, code = 'UI_10000', words = 'CANARY-IN-WORDS'): Fault {
  return (response) =>
    json(response, status, { '@type': 'error', code, description: words, statusCode: status });
}

/** Too much was asked at a time. `retryAfter` is a header's value. */
export function tooMany(retryAfter?: string): Fault {
  return (response) => {
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    json(response, 429, {});
  };
}

export const html: Fault = (response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!DOCTYPE html><html><body>Sign in, CANARY-IN-WORDS</body></html>');
};

/** An answer of which a part comes, and then the connection's end. */
export const half: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 4096 });
  response.write('{"count": 3, "obj', () => response.destroy());
};

/** Text that is JSON's beginning and no more. */
export const cutJson: Fault = (response) =>
  void response.end('{"count": 3, "objects": [{"id": "CANARY-IN-WO');

export function redirect(location: string, status = 302): Fault {
  return (response) => void response.writeHead(status, { location }).end();
}

/** An answer that says how many bytes it has, of which none comes. */
export function promised(bytes: number): Fault {
  return (response) => response.writeHead(200, { 'content-length': bytes }).flushHeaders();
}

/** An answer of so many bytes, which does not say its length beforehand. */
export function huge(bytes: number): Fault {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let left = bytes;
    const more = () => {
      while (left > 0 && !response.destroyed) {
        left -= chunk.length;
        if (response.write(chunk)) continue;
        response.once('drain', more);
        return;
      }
      response.end();
    };
    more();
  };
}

export function answer(value: unknown): Fault {
  return (response) => json(response, 200, value);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' });
  response.end(JSON.stringify(value));
}

export function zip(bytes: Buffer): Fault {
  return (response) => void response.writeHead(200, { 'content-type': 'application/zip' }).end(bytes);
}
