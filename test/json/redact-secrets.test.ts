import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../shared/json/redact-secrets.ts';

describe('a text that is put away', () => {
  it('keeps all but the values of secrets, wherever they stand', () => {
    const text = JSON.stringify({
      detail: {
        task: 'orders',
        connections: { redshift: { secretAccessKey: 'HIDE', password: { value: 'HIDE' } } },
      },
      list: [{ sessionToken: ['HIDE'] }, { apiKey: 7 }, { password: null }],
    });
    expect(JSON.parse(redactSecrets(text))).toEqual({
      detail: {
        task: 'orders',
        connections: { redshift: { secretAccessKey: '(redacted)', password: '(redacted)' } },
      },
      list: [{ sessionToken: '(redacted)' }, { apiKey: '(redacted)' }, { password: null }],
    });
  });

  it.each([
    ['JSON, whatever its layout', '{ "task" : "orders",\n "task": "twice" }'],
    ['no JSON', 'password=HIDE is no member of anything'],
    ['empty', ''],
  ])('is left as it came where it names no secret: %s', (_, text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it.each([
    ['is no JSON', '{"password": "HIDE'],
    ['hides the name', '{"pass\\u0077ord": "HIDE'],
  ])('is left out where it names a secret and %s', (_, text) => {
    expect(redactSecrets(text)).not.toContain('HIDE');
    expect(redactSecrets(text)).toMatch(/^\(\d+ bytes/);
  });

  it('hides both values of a name that stands twice', () => {
    expect(redactSecrets('{"password":"HIDE","password":"HIDE"}')).toBe('{"password":"(redacted)"}');
  });
});
