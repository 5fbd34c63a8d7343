import { describe, expect, it } from 'vitest';
import { addressOf } from '../../shared/informatica-api/address.ts';
import { OrganizationError } from '../../shared/informatica-api/organization-error.ts';
import { caught } from '../support/hostile/caught.ts';

describe('an address', () => {
  it.each([
    ['https://dm-us.informaticacloud.com', 'https://dm-us.informaticacloud.com'],
    ['https://usw5.dm-us.informaticacloud.com/saas/', 'https://usw5.dm-us.informaticacloud.com/saas'],
    ['https://gate.example.com:8443/a/b//', 'https://gate.example.com:8443/a/b'],
    ['http://localhost:3000/saas', 'http://localhost:3000/saas'],
    ['http://127.0.0.2:3000', 'http://127.0.0.2:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s is taken as %s', (text, expected) => {
    expect(addressOf(text, 'x')).toBe(expected);
  });

  it.each<[string, string]>([
    ['http://dm-us.CANARY.com', 'https'],
    ['http://127.0.0.1.CANARY.com', 'https'],
    ['http://localhost.CANARY.com', 'https'],
    ['http://128.0.0.1', 'https'],
    ['ftp://localhost/CANARY', 'https'],
    ['file:///CANARY', 'https'],
    ['https://user:CANARY@example.com', 'without user and password'],
    ['https://CANARY@example.com', 'without user and password'],
    ['https://example.com/?token=CANARY', 'without a query'],
    ['https://example.com/#CANARY', 'without a query'],
    ['CANARY', 'a URL'],
    ['', 'a URL'],
  ])('%s is refused, without its text', (text, reason) => {
    const error = caught(() => addressOf(text, '--login-url'));
    expect(error).toBeInstanceOf(OrganizationError);
    expect(error.message).toContain(`--login-url: expected`);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain('CANARY');
  });
});
