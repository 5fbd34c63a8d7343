import { canonicalQuery } from '../shared/proof/presigned-query.ts';
import { longestLife } from '../shared/proof/presigned-url.ts';
import type { Credentials } from './credentials.ts';

export interface Presigning {
  readonly credentials: Credentials;
  readonly host: string;
  /** The Region that a signature for the host names. */
  readonly region: string;
  /** Headers that the signature covers besides `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: Date;
}

/** Presigns sts:GetCallerIdentity (GET) for as long as AWS takes it. Asks nobody: a signature is a computation. */
export async function presignCallerIdentity(presigning: Presigning): Promise<string> {
  const { credentials, host, region, headers, now } = presigning;
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/core/checksum'),
  ]);
  const signer = new SignatureV4({ credentials, region, service: 'sts', sha256: Sha256 });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host, ...headers },
    },
    { expiresIn: longestLife, signingDate: now },
  );
  const texts = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
  return `https://${host}/?${canonicalQuery(Object.fromEntries(texts))}`;
}
