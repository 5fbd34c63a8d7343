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
])('%s is the name of a secret', (name) => {
  expect(secretPropertyName(name)).toBe(true);
});

it.each(['accessKeyId', 'tokens', 'tokenCount', 'passenger', 'keyRing', 'region', '', 'constructor'])(
  '`%s` is not the name of a secret',
  (name) => {
    expect(secretPropertyName(name)).toBe(false);
  },
);
