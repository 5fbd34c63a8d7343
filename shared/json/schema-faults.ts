import type { ErrorObject } from 'ajv';
import { counted } from './counted.ts';
import { secretPropertyName } from './secret-names.ts';

const mostFaults = 50;
const longestPointer = 200;

/** What is wrong at one place of a document. */
export interface DocumentFault {
  /** JSON Pointer (RFC 6901) to the place. */
  readonly pointer: string;
  /** What was expected; never the value found. */
  readonly detail: string;
}

/**
 * Turns Ajv's errors into faults that name the place and what was expected there, never the value.
 * At most 50 are listed; a last one then says how many there are in all.
 */
export function schemaFaults(errors: readonly ErrorObject[] | null | undefined): DocumentFault[] {
  const all = errors ?? [];
  const faults = all.slice(0, mostFaults).map(faultOf);
  if (all.length > mostFaults)
    faults.push({ pointer: '', detail: `has ${counted(all.length, 'fault')}, ${mostFaults} are listed` });
  return faults;
}

/** One segment of a JSON Pointer, escaped, shortened where it is absurdly long, without control characters. */
export function pointerSegment(name: string): string {
  return printable(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

function faultOf(error: ErrorObject): DocumentFault {
  const { keyword, params } = error;
  const extra = params.additionalProperty ?? params.propertyName;
  const pointer = `${clip(error.instancePath)}${typeof extra === 'string' ? `/${pointerSegment(extra)}` : ''}`;
  return { pointer, detail: detailOf(keyword, params, error.message) };
}

function detailOf(keyword: string, params: Record<string, unknown>, message: string | undefined): string {
  switch (keyword) {
    case 'additionalProperties':
      return secretPropertyName(String(params.additionalProperty))
        ? 'is refused: it looks like a secret, and a submission never holds one'
        : 'is not a known property';
    case 'required':
      return `lacks the required property \`${String(params.missingProperty)}\``;
    case 'enum':
      return `expected one of ${JSON.stringify(params.allowedValues)}`;
    case 'const':
      return `expected ${JSON.stringify(params.allowedValue)}`;
    default:
      return message ?? 'is not valid';
  }
}

/** A pointer that is already escaped. */
function clip(pointer: string): string {
  return pointer.split('/').map(printable).join('/');
}

function printable(name: string): string {
  const short = name.length > longestPointer ? `${name.slice(0, longestPointer)}…` : name;
  return short.replace(/\p{Cc}/gu, '�').toWellFormed();
}
