import { gatewayResponse } from '../blocks/gateway-response.ts';
import { because, type Value } from '../value.ts';

/** What API Gateway answers with where the hook's function does not. */
export const gatewayResponses: Value = {
  DEFAULT_5XX: because(
    "The same type and words as the function's own problem, so that clients handle one.",
    gatewayResponse({
      type: 'hook-failed',
      title: 'The submission could not be checked',
      status: 503,
      detail: 'nothing was decided; a task must not start without a decision',
      retryAfter: 5,
    }),
  ),
  DEFAULT_4XX: gatewayResponse({
    type: 'refused-by-gateway',
    title: 'Request refused before it was read',
    detail: '$context.error.responseType',
  }),
  THROTTLED: gatewayResponse({
    type: 'throttled',
    title: 'Too many requests',
    status: 429,
    detail: 'nothing was decided; try again after a moment',
    retryAfter: 1,
  }),
};
