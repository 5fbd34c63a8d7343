import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { guard } from '../../../shared/local/http/guard.ts';

const token = 'a-token-of-enough-characters';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

/** The status of a refusal, 200 where it passes. */
function statusOf(headers: IncomingHttpHeaders, host = '127.0.0.1', wanted?: string): number {
  return guard({ host, token: wanted })(headers)?.statusCode ?? 200;
}

describe('Host', () => {
  it.each<[string | undefined, number]>([
    ['127.0.0.1:4519', 200],
    ['127.0.0.1', 200],
    ['localhost:4519', 200],
    ['LOCALHOST', 200],
    ['app.localhost:4519', 200],
    ['[::1]:4519', 200],
    ['192.0.2.7:4519', 200],
    [undefined, 403],
    ['', 403],
    ['evil.example.com', 403],
    ['evil.example.com:4519', 403],
    ['localhost.evil.example.com', 403],
    ['127.0.0.1.evil.example.com', 403],
    ['evillocalhost', 403],
    ['localhost@evil.example.com', 403],
    ['a b', 403],
  ])('%s is %i', (host, status) => {
    expect(statusOf({ host })).toBe(status);
  });

  it('may be the name that the server was told to listen on', () => {
    expect(statusOf({ host: 'warden.example.com:4519' }, 'Warden.example.com')).toBe(200);
    expect(statusOf({ host: 'other.example.com:4519' }, 'warden.example.com')).toBe(403);
  });
});

describe('Origin', () => {
  it.each([
    ['http://localhost:4519', 200],
    ['https://localhost:4519', 200],
    ['http://localhost', 403],
    ['http://localhost:3000', 403],
    ['http://127.0.0.1:4519', 403],
    ['https://evil.example.com', 403],
    ['null', 403],
    ['', 403],
  ])('%s is %i', (origin, status) => {
    expect(statusOf({ host: 'localhost:4519', origin })).toBe(status);
  });
});

describe('a token', () => {
  it.each<[string | undefined, number]>([
    [`Bearer ${token}`, 200],
    [`bearer  ${token}`, 200],
    [basic(`anybody:${token}`), 200],
    [basic(`:${token}`), 200],
    [undefined, 401],
    ['', 401],
    [token, 401],
    [`Bearer ${token}x`, 401],
    [`Bearer ${token.slice(1)}`, 401],
    [`Digest ${token}`, 401],
    [basic(token.slice(0, -1)), 401],
    ['Bearer', 401],
  ])('%s is %i', (authorization, status) => {
    expect(
      statusOf(
        { host: 'localhost', ...(authorization !== undefined && { authorization }) },
        '0.0.0.0',
        token,
      ),
    ).toBe(status);
  });

  it('is asked for in a way that a browser understands', () => {
    const refused = guard({ host: '0.0.0.0', token })({ host: 'localhost' });
    expect(refused?.headers['WWW-Authenticate']).toMatch(/^Basic realm=/);
    expect(JSON.stringify(refused)).not.toContain(token);
  });
});
