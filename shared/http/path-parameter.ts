import type { GetRequest } from './get-request.ts';

/** A part of the path, decoded; as it came where it is no percent-encoding. */
export function pathParameter({ pathParameters }: Pick<GetRequest, 'pathParameters'>, name: string): string {
  const text = pathParameters?.[name] ?? '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
