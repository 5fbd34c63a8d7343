import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import type { ProxyResponse } from '../../../shared/http/problem.ts';
import type { Traces } from '../../../tools/sam/local-aws.ts';
import { evaluatedAt, type Invocation } from '../functions/invoke.ts';

/** All that comes out of an invocation, in a form that does not tell where or when the function ran. */
export interface Judgement {
  readonly response: unknown;
  readonly published: readonly BusEvent[];
  readonly setAside: readonly { readonly body: string; readonly error: string; readonly reason: string }[];
}

/** What came of an invocation in this process. */
export function judgementHere({ response, published, setAside }: Invocation): Judgement {
  return timeless({
    response: readable(response),
    published,
    setAside: setAside.map(({ body, reason }) => ({ body, error: reason.name, reason: reason.message })),
  });
}

/** What came of an invocation in a container. */
export function judgementThere(response: unknown, { published, deadLetters }: Traces): Judgement {
  return timeless({
    response: readable(response),
    published: published.map(({ 'detail-type': detailType, detail }) => ({
      detailType,
      detail: detail as object,
    })),
    setAside: deadLetters.map(({ body, attributes }) => ({
      body,
      error: attributes.Error ?? '',
      reason: attributes.Reason ?? '',
    })),
  });
}

/** A response of the API with its body parsed; any other as it is. */
function readable(response: unknown): unknown {
  const { body } = response as Partial<ProxyResponse>;
  return body === undefined ? response : { ...(response as ProxyResponse), body: JSON.parse(body) };
}

/** With one and the same time of decision in place of the real one, which observations of submissions have too. */
function timeless(judgement: Judgement): Judgement {
  const text = JSON.stringify(judgement, (name, value) => sameAnywhere[name] ?? value);
  const [, time] = /"evaluatedAt":"([^"]+)"/.exec(text) ?? [];
  return JSON.parse(time === undefined ? text : text.replaceAll(time, evaluatedAt));
}

/** Members of a decision that are others each time, as they stand in a judgement. */
const sameAnywhere: Readonly<Record<string, unknown>> = {
  decisionId: 'an id',
  validUntil: 'the end',
  timings: 'milliseconds',
};
