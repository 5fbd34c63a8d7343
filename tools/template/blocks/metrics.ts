import { getAtt, ref, select, split, stackName, sub } from '../intrinsics.ts';
import type { Intrinsic, Value } from '../value.ts';

/** A metric of CloudWatch's, which alarms watch and graphs show. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string | Intrinsic>>;
}

/** The names that API Gateway counts the hook's calls by. */
export const hookApi = { name: sub`${stackName}-submissions`, stage: 'live' };
/** The name that the functions write metrics and traces by. */
export const serviceName = 'sts-warden';

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

/** One of a rule of EventBridge, by the bus that it is on; none for the default one, whose rules' metrics do not say. */
export function ruleMetric(id: string, name: string, bus: Value | undefined): Metric {
  const parts = split('/', getAtt(`${id}.Arn`));
  const dimensions =
    bus === undefined
      ? { RuleName: select(1, parts) }
      : { EventBusName: bus as Intrinsic, RuleName: select(2, parts) };
  return { namespace: 'AWS/Events', name, dimensions };
}

/** One of the hook's API. */
export function apiMetric(name: string): Metric {
  return { namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: hookApi.name, Stage: hookApi.stage } };
}
