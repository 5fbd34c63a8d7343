import { getAtt, ref, select, split, stackName, sub } from '../intrinsics.ts';
import type { Intrinsic, Value } from '../value.ts';

/** A metric of CloudWatch's, which alarms watch and graphs show. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string | Intrinsic>>;
}

/** The names that API Gateway counts the hook's calls by. */
export const hookApi = { name: sub`${stackName}-submissions`, stage: 'live', path: '/v1/submissions' };
const apiDimensions = { ApiName: hookApi.name, Stage: hookApi.stage };
/** The name that the functions write metrics and traces by: an account and Region can have several stacks. */
export const serviceName = stackName;

/** One that the functions write themselves. */
export function ownMetric(name: string): Metric {
  return { namespace: 'STSWarden', name, dimensions: { service: serviceName } };
}

export function functionMetric(id: string, name: string): Metric {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: ref(id) } };
}

export function queueMetric(id: string, name: string): Metric {
  return { namespace: 'AWS/SQS', name, dimensions: { QueueName: getAtt(`${id}.QueueName`) } };
}

/** The metric of events that EventBridge could not even put on a dead-letter queue. */
export const undeliverable = 'InvocationsFailedToBeSentToDlq';

/** What EventBridge loses of a rule's events, as it cannot put them on a dead-letter queue, and what it delays. */
export function losses(dimensions: Metric['dimensions']): Metric[] {
  return [undeliverable, 'ThrottledRules'].map((name) => ({
    namespace: 'AWS/Events',
    name,
    dimensions,
  }));
}

/** A rule of EventBridge, by the bus that it is on; none for the default one, whose rules' metrics do not say. */
export function ruleDimensions(id: string, bus: Value | undefined): Metric['dimensions'] {
  const parts = split('/', getAtt(`${id}.Arn`));
  return bus === undefined
    ? { RuleName: select(1, parts) }
    : { EventBusName: bus as Intrinsic, RuleName: select(2, parts) };
}

/** One of the hook's API. */
export function apiMetric(name: string): Metric {
  return { namespace: 'AWS/ApiGateway', name, dimensions: apiDimensions };
}

/** One of the hook alone, and not of the queries beside it. */
export function hookMetric(name: string): Metric {
  const dimensions = { ...apiDimensions, Resource: hookApi.path, Method: 'POST' };
  return { namespace: 'AWS/ApiGateway', name, dimensions };
}
