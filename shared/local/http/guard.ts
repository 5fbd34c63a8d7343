import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { ProxyResponse } from '../../http/problem.ts';
import { sha256 } from '../../json/sha256.ts';
import { serverProblem } from './problems.ts';

export interface GuardOptions {
  /** The name or address that the server was told to listen on. */
  readonly host: string;
  /** What every request has to show; `undefined` where nobody has to. */
  readonly token: string | undefined;
}

/** The refusal of a request that is none of a client of ours; `undefined` where it may pass. */
export type Guard = (headers: IncomingHttpHeaders) => ProxyResponse | undefined;

/**
 * Makes the guard. A page of another site reaches this server in two ways: by a request of its own, whose `Origin` says so,
 * and under a name of its own that it had resolved to this address (DNS rebinding), which `Host` says. An address
 * cannot be made to point elsewhere, and `localhost` is never another machine.
 */
export function guard({ host, token }: GuardOptions): Guard {
  const isOwnName = (name: string) =>
    isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || name === host.toLowerCase();

  return (headers) => {
    const asked = hostOf(`http://${headers.host}`);
    if (headers.host === undefined || asked === undefined || !isOwnName(asked.name))
      return serverProblem(
        'foreign-host',
        'expected `Host` to be an address, `localhost`, or the name given by --host',
      );
    if (headers.origin !== undefined && hostOf(headers.origin)?.withPort !== asked.withPort)
      return serverProblem('foreign-origin', 'expected no `Origin`, or that of this server');
    if (token === undefined || isToken(headers.authorization, token)) return undefined;
    return serverProblem(
      'no-token',
      'expected `Authorization: Bearer` and the token',
      {},
      {
        'WWW-Authenticate': 'Basic realm="sts-warden", charset="UTF-8"',
      },
    );
  };
}

function hostOf(url: string): { readonly name: string; readonly withPort: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, host } = new URL(url);
  return { name: hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''), withPort: host };
}

/** A browser has no way to send a token of its own accord but as the password that it asks its user for. */
function isToken(authorization = '', token: string): boolean {
  const [, scheme = '', text = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  if (!isBasic && scheme.toLowerCase() !== 'bearer') return false;
  const given = isBasic
    ? Buffer.from(text, 'base64')
        .toString()
        .replace(/^[^:]*:/, '')
    : text;
  // Digests are of one length, whatever was given.
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}
