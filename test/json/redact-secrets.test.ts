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

  it('is left out where it is no JSON', () => {
    const redacted = redactSecrets('{"password": "HIDE');
    expect(redacted).not.toContain('HIDE');
    expect(JSON.parse(redacted)).toContain('18 bytes');
  });
});
