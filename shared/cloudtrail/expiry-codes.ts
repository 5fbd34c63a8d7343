/** The wire codes that SDKs take for expired credentials, and what each says (STS API Reference, common errors). */
const codes: ReadonlyMap<string, 'expired' | 'perhaps'> = new Map([
  ['ExpiredToken', 'expired'],
  ['ExpiredTokenException', 'expired'],
  ['RequestExpired', 'perhaps'],
]);
/** Amazon EC2 puts it before its codes. */
const prefix = 'Client.';

/** All codes that may speak of expired credentials, as records have them. */
export const expiryCodes: readonly string[] = [...codes.keys()].flatMap((code) => [code, `${prefix}${code}`]);

/** What an error code says of the credentials of a call: that they had expired, or that they perhaps had. */
export function expiryOf(errorCode: unknown): 'expired' | 'perhaps' | undefined {
  if (typeof errorCode !== 'string') return undefined;
  return codes.get(errorCode.startsWith(prefix) ? errorCode.slice(prefix.length) : errorCode);
}
