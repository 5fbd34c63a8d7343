import { jsonPieces } from '../json/json-text.ts';
import { documentOf } from '../report/result-document.ts';
import type { Format } from './format.ts';

/** One document with everything in it; of several results a list. */
export const json: Format = {
  name: 'json',
  summary:
    'one document for machines, with every violation: [the contract](../shared/contracts/result.schema.json)',
  results: ['audit', 'check', 'sweep', 'access'],
  *render(results) {
    const documents = results.map(documentOf);
    const [only] = documents;
    yield* only !== undefined && documents.length === 1 ? jsonPieces(only, 2) : jsonPieces(documents, 3);
  },
};
