import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMessage } from '../../../shared/aws/calls/message-text.ts';

/** As the SQS API Reference lists it. */
const allowed = (text: string) =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      [0x9, 0xa, 0xd].includes(code) ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000
    );
  });

describe('jsonMessage', () => {
  it.each(['\ufffe', '\uffff', '\u0000', '\u001f', '\ud800', '\udfff', 'é\ufffe\uffff😀'])(
    'is JSON of the same that SQS takes: %j',
    (text) => {
      const value = { [`key${text}`]: [text, { text }] };
      const message = jsonMessage(value);
      expect(allowed(message)).toBe(true);
      expect(JSON.parse(message)).toEqual(value);
    },
  );

  it('is so of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const message = jsonMessage(text);
        expect(allowed(message)).toBe(true);
        expect(JSON.parse(message)).toBe(text);
      }),
    );
  });

  it('leaves alone what SQS takes', () => {
    expect(jsonMessage({ a: 'é\ufffd😀\u007f' })).toBe('{"a":"é\ufffd😀\u007f"}');
  });
});
