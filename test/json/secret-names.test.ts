import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { secretPropertyName } from '../../shared/json/secret-names.ts';

it.each([
  'secretAccessKey',
  'aws_secret_access_key',
  'Secret Access Key',
  'clientSecret',
  'password',
  'PASSWD',
  'passwordHash',
  'session-token',
  'sessionToken',
  'securityToken',
  'access_token',
  'refreshToken',
  'token',
  'TOKEN',
  'privateKey',
  'masterSymmetricKey',
  'x-api-key',
  'Authorization',
  'x-authorization',
  'jwt',
  'bearer',
  'Bearer Token',
  'credentials',
  'awsCredentials',
  'pwd',
  'userPwd',
  'passphrase',
  'connectionString',
  'connection_string',
  'id_token',
  'idToken',
  'assertion',
  'samlResponse',
  'SAML assertion',
  'auth',
  'AUTH',
])('%s is the name of a secret', (name) => {
  expect(secretPropertyName(name)).toBe(true);
});

it.each([
  'accessKeyId',
  'author',
  'authored',
  'oauth',
  'credentialType',
  'tokens',
  'tokenCount',
  'passenger',
  'keyRing',
  'region',
  '',
  'constructor',
])('`%s` is not the name of a secret', (name) => {
  expect(secretPropertyName(name)).toBe(false);
});

it('takes no property of a submission for one, but the digest of secrets', () => {
  const contract = readFileSync('shared/contracts/submission.schema.json', 'utf8');
  const names = new Set<string>();
  JSON.parse(contract, (_, value) => {
    for (const name of Object.keys(value?.properties ?? {})) names.add(name);
    return value;
  });
  expect(names).toContain('authentication');
  expect([...names].filter(secretPropertyName)).toEqual(['secretsDigest']);
});
