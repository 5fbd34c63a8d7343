import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockSkew, longestUrl, readPresignedUrl } from '../../shared/proof/presigned-url.ts';
import { type ProofReason, proofReasons } from '../../shared/proof/refusal.ts';
import { proofHeaders } from '../../shared/proof/signed-headers.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';
import { deploymentId, presigned, requesterKey, sessionKey, submission } from '../support/proof/presigned.ts';
import { signatureFits } from '../support/proof/signature.ts';

const now = Date.parse(evaluatedAt) / 1000;
const host = 'sts.eu-central-1.amazonaws.com';
const good = await presigned();
const ofSession = await presigned({ credentials: sessionKey });
const expected = { partition: 'aws', accessKeyId: undefined, now };

function at(seconds: number): Date {
  return new Date((now + seconds) * 1000);
}

/** The good URL with the value of a query name replaced. */
function having(name: string, value: string): string {
  return good.replace(new RegExp(`(?<=[?&]${name}=)[^&]*`), value);
}

function lacking(name: string): string {
  return good.replace(new RegExp(`&${name}=[^&]*|(?<=[?])${name}=[^&]*&`), '');
}

describe('a presigned URL is taken', () => {
  it.each<[string, Parameters<typeof presigned>[0], string]>([
    ['of a Region', {}, 'aws'],
    ['of the global endpoint', { host: 'sts.amazonaws.com', region: 'us-east-1' }, 'aws'],
    ['of a FIPS endpoint', { host: 'sts-fips.us-east-2.amazonaws.com', region: 'us-east-2' }, 'aws'],
    ['of a dual-stack endpoint', { host: 'sts.eu-west-1.api.aws', region: 'eu-west-1' }, 'aws'],
    ['of another partition', { host: 'sts.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }, 'aws-cn'],
    ['of a session', { credentials: sessionKey }, 'aws'],
    ['that is as old as can be', { now: at(-900) }, 'aws'],
    ['of a clock that is as far ahead as can be', { now: at(clockSkew) }, 'aws'],
  ])('%s', async (_, options = {}, partition) => {
    const url = await presigned(options);
    const { accessKeyId } = options.credentials ?? requesterKey;
    const read = readPresignedUrl(url, { partition, accessKeyId, now });
    const endsAt = (options.now?.getTime() ?? now * 1000) / 1000 + 900;
    const [, signature] = /X-Amz-Signature=(\w+)/.exec(url) ?? [];
    expect(read).toEqual({ url, accessKeyId, signature, endsAt });
  });

  it('whatever the order of its query, and is sent in the order that AWS signs', () => {
    const [before, query = ''] = good.split('?');
    const reversed = `${before}?${query.split('&').reverse().join('&')}`;
    expect(readPresignedUrl(reversed, expected)).toMatchObject({ url: good });
  });

  it('whoever signed it, where the hop names no key', () => {
    expect(readPresignedUrl(ofSession, expected)).toMatchObject({ accessKeyId: sessionKey.accessKeyId });
  });
});

describe('a presigned URL is refused', async () => {
  const elsewhere = (authority: string) => good.replace(host, authority);
  const scope = (...parts: string[]) =>
    having('X-Amz-Credential', ['AKIAEXAMPLEEXAMPLE01', ...parts].join('%2F'));
  it.each<[ProofReason, string, string]>([
    ['size', 'that is longer than any', good + 'x'.repeat(longestUrl)],
    ['form', 'with a blank', `${good} `],
    ['form', 'with a line break, which browsers drop', good.replace('sts.', 'sts.\n')],
    ['form', 'with letters beyond ASCII', good.replace('sts.', 'ѕts.')],
    ['scheme', 'over http', good.replace('https:', 'http:')],
    ['scheme', 'over another case of https', good.replace('https:', 'HTTPS:')],
    ['scheme', 'with one slash', good.replace('https://', 'https:/')],
    ['scheme', 'that is empty', ''],
    ['host', 'of a host of somebody', elsewhere('sts.example.com')],
    ['host', 'of a host that only ends like one of AWS', elsewhere(`example-${host}`)],
    ['host', 'of a host below one of AWS', elsewhere(`x.${host}`)],
    ['host', 'of a host that only begins like one of AWS', elsewhere(`${host}.example.com`)],
    ['host', 'of another service', elsewhere('iam.amazonaws.com')],
    ['host', 'of a Region that is none', elsewhere('sts.eu-nowhere-1.amazonaws.com')],
    ['host', 'of another partition', elsewhere('sts.cn-north-1.amazonaws.com.cn')],
    ['host', 'with the port that is the default', elsewhere(`${host}:443`)],
    ['host', 'with a user', elsewhere(`user@${host}`)],
    ['host', 'with a host of AWS as user', elsewhere(`${host}@example.com`)],
    ['host', 'with a backslash for a slash', elsewhere(`example.com\\@${host}`)],
    ['host', 'with a trailing dot', elsewhere(`${host}.`)],
    ['host', 'in capitals', elsewhere(host.toUpperCase())],
    ['host', 'of the name of a method', elsewhere('toString')],
    ['host', 'without a host', elsewhere('')],
    ['path', 'with a path', good.replace('/?', '/x?')],
    ['path', 'with a path that leads nowhere', good.replace('/?', '/./?')],
    ['path', 'with two slashes', good.replace('/?', '//?')],
    ['path', 'without a path', good.replace('/?', '?')],
    ['path', 'without a query', `https://${host}/`],
    ['path', 'with a fragment instead', good.replace('?', '#')],
    ['query', 'with a fragment too', `${good}#x`],
    ['query', 'with an empty query', `https://${host}/?`],
    ['query', 'with an empty part', `${good}&`],
    ['query', 'with a name that is not known', `${good}&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD`],
    ['query', 'with another way to name the action', `${good}&Operation=AssumeRole`],
    ['query', 'with a name in another case', good.replace('Action=', 'action=')],
    ['query', 'with an escaped name', good.replace('Action=', '%41ction=')],
    ['query', 'with a name without a value', good.replace('Version=2011-06-15', 'Version')],
    ['query', 'with two values', having('Version', '2011-06-15=2011-06-15')],
    ['query', 'with a plus, which is a blank to some', having('Version', '2011-06-15+')],
    ['query', 'with half an escape', having('Version', '2011-06-15%2')],
    ['query', 'with escapes that are no text', having('Version', '%FF')],
    ['query', 'with a semicolon, which parts pairs to some', having('X-Amz-SignedHeaders', 'host;x')],
    ['duplicate', 'with an action twice', `${good}&Action=GetCallerIdentity`],
    ['duplicate', 'with another action in another case', `${good}&action=AssumeRole`],
    ['duplicate', 'with two tokens', `${ofSession}&x-amz-security-token=x`],
    ['action', 'of another action', having('Action', 'GetSessionToken')],
    ['action', 'of an action in another case', having('Action', 'getcalleridentity')],
    ['version', 'of another version', having('Version', '2011-06-16')],
    ['algorithm', 'of another algorithm', having('X-Amz-Algorithm', 'AWS4-ECDSA-P256-SHA256')],
    ['signed-headers', 'that covers no header but the host', having('X-Amz-SignedHeaders', 'host')],
    [
      'signed-headers',
      'that leaves the deployment open',
      having('X-Amz-SignedHeaders', 'host%3Bx-sts-warden-submission'),
    ],
    [
      'signed-headers',
      'that leaves the submission open',
      having('X-Amz-SignedHeaders', 'host%3Bx-sts-warden-id'),
    ],
    [
      'signed-headers',
      'that covers a header more',
      having('X-Amz-SignedHeaders', 'host%3Bx-amz-target%3Bx-sts-warden-id%3Bx-sts-warden-submission'),
    ],
    [
      'signature',
      'with a signature in capitals',
      good.replace(/(?<=X-Amz-Signature=)\w+/, (hex) => hex.toUpperCase()),
    ],
    ['signature', 'with a short signature', having('X-Amz-Signature', 'ab')],
    ['token', 'with an empty token', ofSession.replace(/(?<=Token=)[^&]*/, '')],
    [
      'token',
      'with a line break in its token',
      ofSession.replace(/(?<=Token=)[^&]*/, 'x%0d%0aHost:%20example.com'.replaceAll(':', '%3A')),
    ],
    ['expires', 'that holds for longer than AWS takes it', having('X-Amz-Expires', '901')],
    ['expires', 'that holds for no time', having('X-Amz-Expires', '0')],
    ['expires', 'that holds for less than no time', having('X-Amz-Expires', '-1')],
    ['expires', 'with a fraction of a second', having('X-Amz-Expires', '9e2')],
    ['date', 'with a date in another form', having('X-Amz-Date', '2026-10-01T12%3A00%3A00Z')],
    ['date', 'of a day that is none', having('X-Amz-Date', '20260230T120000Z')],
    ['date', 'of an hour that is none', having('X-Amz-Date', '20261001T240000Z')],
    ['future', 'of a clock too far ahead', await presigned({ now: at(clockSkew + 1) })],
    ['expired', 'that is older than 15 minutes', await presigned({ now: at(-901) })],
    [
      'expired',
      'that is older than it says to hold',
      (await presigned({ now: at(-60) })).replace('Expires=900', 'Expires=59'),
    ],
    ['scope', 'of another day', scope('20260930', 'eu-central-1', 'sts', 'aws4_request')],
    ['scope', 'of another Region than its host', scope('20261001', 'us-east-1', 'sts', 'aws4_request')],
    ['scope', 'for another service', scope('20261001', 'eu-central-1', 'iam', 'aws4_request')],
    ['scope', 'for another kind of request', scope('20261001', 'eu-central-1', 'sts', 'aws5_request')],
    ['scope', 'with a part more', scope('20261001', 'eu-central-1', 'sts', 'aws4_request', 'x')],
    ['scope', 'without a scope', scope()],
    ['access-key', 'with a key that is none', good.replace('=AKIAEXAMPLEEXAMPLE01', '=akia')],
    ['access-key', 'without a key', good.replace('=AKIAEXAMPLEEXAMPLE01', '=')],
    ...['Action', 'Version', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires'].map(
      (name): [ProofReason, string, string] => ['missing', `without ${name}`, lacking(name)],
    ),
    ['missing', 'without signed headers', lacking('X-Amz-SignedHeaders')],
    ['missing', 'without a signature', lacking('X-Amz-Signature')],
  ])('%s: %s', (reason, _, url) => {
    expect(readPresignedUrl(url, expected)).toBe(reason);
  });

  it('access-key: with another key than the hop names', () => {
    const other = { ...expected, accessKeyId: 'AKIAEXAMPLEEXAMPLE02' };
    expect(readPresignedUrl(good, other)).toBe('access-key');
  });

  it('host: in a partition that is none', () => {
    for (const partition of ['', 'aws-nowhere', 'toString', '__proto__'])
      expect(readPresignedUrl(good, { ...expected, partition })).toBe('host');
  });

  it.each(['deletes', 'inserts', 'replaces', 'swaps', 'repeats'])(
    'or means the same, or has a signature that does not fit, where somebody %s a part of it',
    (way) => {
      const ours = proofHeaders(deploymentId, submission);
      const piece = fc.oneof(
        fc.string({ minLength: 1, maxLength: 4 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
        fc.constantFrom(
          '&',
          '=',
          '%',
          '%2F',
          '?',
          '/',
          '#',
          '@',
          ':',
          '.',
          '\\',
          '\t',
          '&Action=AssumeRole',
          '.example.com',
        ),
      );
      fc.assert(
        fc.property(
          fc.constantFrom(good, ofSession),
          fc.nat(ofSession.length),
          fc.nat(12),
          piece,
          (whole, from, length, text) => {
            const url = mutated(whole, { way, from, length, text });
            const read = readPresignedUrl(url, expected);
            if (typeof read === 'string') return void expect(proofReasons).toHaveProperty(read);
            const headers = { host: new URL(read.url).host, ...ours };
            expect(
              read.url === whole || !signatureFits(read.url, headers, requesterKey.secretAccessKey),
            ).toBe(true);
            expect(new URL(read.url)).toMatchObject({
              host: expect.stringMatching(/^sts[\w.-]*\.amazonaws\.com$/),
              hash: '',
            });
            expect(new URL(read.url).href).toBe(read.url);
          },
        ),
        { numRuns: 2000 },
      );
    },
  );
});

interface Mutation {
  readonly way: string;
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

function mutated(whole: string, { way, from, length, text }: Mutation): string {
  const [before, part, after] = [
    whole.slice(0, from),
    whole.slice(from, from + length),
    whole.slice(from + length),
  ];
  switch (way) {
    case 'deletes':
      return before + after;
    case 'inserts':
      return before + text + part + after;
    case 'replaces':
      return before + text + after;
    case 'swaps':
      return before + [...part].reverse().join('') + after;
    default:
      return before + part + part + after;
  }
}

describe('the reasons', () => {
  it('echo nothing: they are texts without places for values', () => {
    for (const text of Object.values(proofReasons)) expect(text).not.toMatch(/[{}]|\$/);
  });
});
