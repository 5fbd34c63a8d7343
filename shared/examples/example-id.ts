/** Ids of records and requests in the examples. */
export function exampleId(last: number): string {
  return `22222222-3333-4444-8555-6666666666${String(last).padStart(2, '0')}`;
}
