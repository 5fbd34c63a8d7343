import { NotJsonError, parseJson } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';

/** What an answer that is a refusal says of its reason. */
export interface RefusalAnswer {
  /** Informatica's code, such as `AUTH_01`; `undefined` where the answer has none. */
  readonly code: string | undefined;
  /** It asks too much at a time: to be asked again later. */
  readonly isTooMany: boolean;
  /** The session has ended, or never was. */
  readonly isSessionOver: boolean;
}

const code = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const tooMany = /too\s+many\s+requests/i;
/** The code that says that a session is not known any more, which comes with 403 too. */
const sessionCode = 'AUTH_01';

/**
 * Reads the error objects of both versions of the REST API (REST API Reference, "Error object"), whatever the status. Its
 * words may repeat what was sent: of them nothing is taken but whether they say "too many requests".
 */
export function readRefusal(status: number, text: string): RefusalAnswer {
  const error = errorIn(text);
  const named = typeof error?.code === 'string' && code.test(error.code) ? error.code : undefined;
  return {
    code: named,
    isTooMany: status === 429 || (error !== undefined && saysTooMany(error)),
    isSessionOver: status === 401 || (status === 403 && named === sessionCode),
  };
}

/** Whether a text of Informatica's own says that too much was asked at a time. */
export function isTooManyRequests(message: string): boolean {
  return tooMany.test(message);
}

function saysTooMany({ message, description }: Fields): boolean {
  return [message, description].some((words) => typeof words === 'string' && tooMany.test(words));
}

/** The error object of either version; `undefined` where the text is none. */
function errorIn(text: string): Fields | undefined {
  const value = jsonIn(text);
  if (!isObject(value)) return undefined;
  if (isObject(value.error)) return value.error;
  return value['@type'] === 'error' ? value : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
