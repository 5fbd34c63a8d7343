import { isObject } from '../json/value.ts';
import { listMember, objectOf, textMember } from './answer-members.ts';
import { MalformedAnswerError } from './malformed-answer.ts';

/** What a login gives. */
export interface LoginAnswer {
  readonly sessionId: string;
  /** Where all further calls go: `products[].baseApiUrl`, as it came. */
  readonly baseUrl: string;
}

const what = 'answer of the login';
const product = 'Integration Cloud';

/**
 * Reads what `POST /saas/public/core/v3/login` answers (REST API Reference, "Login", version 3). Throws
 * MalformedAnswerError.
 */
export function readLoginAnswer(value: unknown): LoginAnswer {
  const answer = objectOf(value, what);
  const products = listMember(answer, 'products', what).filter(isObject);
  const chosen = products.find(({ name }) => name === product) ?? products[0];
  if (chosen === undefined) throw new MalformedAnswerError(`${what}: expected a product, got none`);
  return {
    sessionId: textMember(objectOf(answer.userInfo, `${what}, \`userInfo\``), 'sessionId', what),
    baseUrl: textMember(chosen, 'baseApiUrl', what),
  };
}
