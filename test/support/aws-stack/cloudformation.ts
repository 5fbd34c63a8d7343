import { account, region } from './clients.ts';
import { exchange } from './exchange.ts';
import type { Template } from './template.ts';

const stackName = 'sts-warden';

export type Parameters = Readonly<Record<string, string>>;

/** What CloudFormation made of a template. */
export interface CreatedStack {
  /** Logical id of a resource → its type. */
  readonly resources: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Creates a stack. Its API is called by hand: no other part of the project needs that SDK client. */
export async function createStack(
  url: string,
  template: Template,
  parameters: Parameters,
): Promise<CreatedStack> {
  const given = Object.entries(parameters).flatMap(([key, value], index) => [
    [`Parameters.member.${index + 1}.ParameterKey`, key],
    [`Parameters.member.${index + 1}.ParameterValue`, value],
  ]);
  await call(url, 'CreateStack', { TemplateBody: JSON.stringify(template), ...Object.fromEntries(given) });
  const stack = await call(url, 'DescribeStacks');
  const resources = await call(url, 'DescribeStackResources');
  return {
    resources: pairs(resources, 'LogicalResourceId', 'ResourceType'),
    outputs: pairs(stack, 'OutputKey', 'OutputValue'),
  };
}

async function call(url: string, action: string, parameters: Parameters = {}): Promise<string> {
  const { status, body } = await exchange(url, {
    headers: {
      // Moto reads the service from the signature's scope, and checks nothing of it.
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261001/${region}/cloudformation/aws4_request`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `${new URLSearchParams({ Action: action, Version: '2010-05-15', StackName: stackName, ...parameters })}`,
  });
  if (status !== 200) throw new Error(`${action} failed with ${status}: ${body}`);
  return `${body}`;
}

/** A map from the members of an XML list: one element's text to that of another, which is missing where it is empty. */
function pairs(xml: string, key: string, value: string): Map<string, string> {
  const members = xml.split('<member>').filter((member) => member.includes(`<${key}>`));
  return new Map(members.map((member) => [textOf(key, member), textOf(value, member)]));
}

function textOf(element: string, xml: string): string {
  return new RegExp(`<${element}>([^<]*)`).exec(xml)?.[1] ?? '';
}
