import type { ProxyRequest } from '../../shared/http/json-body.ts';
import { extreme } from './extremes.ts';
import { damaged, marked, mutate } from './mutations.ts';
import { type Random, randomOf, seedOf } from './random.ts';
import { soundSubmission } from './sound-submission.ts';

/** A request to the hook, and the mark that its values hold; no refusal and no log may hold it. */
export interface FuzzCase {
  readonly request: ProxyRequest;
  readonly mark: string;
}

const json = { 'Content-Type': 'application/json' };

/** Of a hundred cases one is an extreme, 30 are mutated, 15 more are marked, 15 damaged, 4 odd requests, and 35 sound. */
export function fuzzCase(seed: number, index: number): FuzzCase {
  const random = randomOf(seedOf(seed, index));
  const mark = `Canary${index.toString(36)}Qz`;
  const kind = random.below(100);
  if (kind === 0) return { request: { headers: json, body: extreme(random) }, mark };
  const submission = soundSubmission(random);
  if (kind <= 30) mutate(submission, random);
  const text = written(kind <= 45 ? marked(submission, mark, random) : submission, random);
  if (kind <= 45) return { request: { headers: json, body: text }, mark };
  if (kind <= 60) return { request: { headers: json, body: damaged(text, random) }, mark };
  if (kind <= 64) return { request: odd(text, random), mark };
  return { request: { headers: json, body: text }, mark };
}

function written(value: unknown, random: Random): string {
  return JSON.stringify(value, null, random.oneIn(5) ? 2 : 0);
}

/** A request that is odd around its body. */
function odd(text: string, random: Random): ProxyRequest {
  return random.pick<ProxyRequest>([
    { headers: json, body: null },
    { headers: null, body: text },
    { headers: { 'content-type': 'application/json; charset=utf-16' }, body: text },
    { headers: { 'Content-Type': `application/json;${'a=b;'.repeat(500)}` }, body: text },
    { headers: json, body: text, isBase64Encoded: true },
    { headers: json, body: Buffer.from(text).toString('base64'), isBase64Encoded: true },
    { headers: json, body: text, queryStringParameters: { dryRun: random.pick(['true', 'TRUE', '']) } },
  ]);
}
