import { describe, expect, it } from 'vitest';
import { errorFields } from '../../../shared/aws/lambda/error-fields.ts';

/** What the SDK throws: it has all members of the answer. */
function sdkError(): Error {
  const $metadata = { httpStatusCode: 400, requestId: 'request-1', attempts: 2 };
  const error = new Error('User: arn:aws:iam::123456789012:role/warden is not authorized');
  return Object.assign(error, {
    name: 'AccessDeniedException',
    $fault: 'client',
    $metadata,
    __type: 'x#AccessDeniedException',
    Secret: 'CANARY',
    $response: { body: 'CANARY' },
  });
}

describe('an error in a log', () => {
  it('has its name, code and message, what AWS answered, and each cause of it', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', port: 1 });
    const outer = new Error('no answer', { cause: new RangeError('inner', { cause: refused }) });
    expect(errorFields(outer)).toMatchObject({
      name: 'Error',
      message: 'no answer',
      cause: {
        name: 'RangeError',
        message: 'inner',
        cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
      },
    });
    const { stack, ...fields } = errorFields(sdkError());
    expect(fields).toEqual({
      name: 'AccessDeniedException',
      httpStatusCode: 400,
      requestId: 'request-1',
      message: 'User: arn:aws:iam::123456789012:role/warden is not authorized',
    });
    expect(stack[0]).toMatch(/^at sdkError /);
  });

  it('has nothing of the body of an answer, no line break, and nothing that is long enough to be a secret', () => {
    const token = 'IQoJb3JpZ2luX2VjE'.repeat(10);
    const hostile = Object.assign(new Error(`a\r\nlevel: INFO \u001b[31m ${token}`), { cause: sdkError() });
    const text = JSON.stringify(errorFields(hostile));
    expect(text).not.toMatch(/CANARY|IQoJb3JpZ2lu|\\r|\\n|\\u001b/);
    expect(errorFields(hostile).message).toBe('a level: INFO  [31m [removed]');
    expect(errorFields(new Error('x '.repeat(1000))).message.length).toBeLessThanOrEqual(501);
  });

  it('does not quote what could not be parsed', () => {
    const parse = () => JSON.parse('CANARY');
    try {
      parse();
    } catch (error) {
      expect(JSON.stringify(errorFields(error))).not.toContain('CANARY');
    }
    expect(parse).toThrow();
  });

  it('ends where causes go round', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    expect(JSON.stringify(errorFields(one)).length).toBeLessThan(20_000);
  });

  it.each(['text', 7, null, undefined, { message: 'CANARY' }])('is one whatever was thrown: %j', (thrown) => {
    expect(errorFields(thrown)).toEqual({ name: typeof thrown, message: 'no error was thrown', stack: [] });
  });
});
