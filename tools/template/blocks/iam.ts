import { account, partition, ref, sub, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import type { Explained, Value } from '../value.ts';

export type Statement = Explained<Readonly<Record<string, Value | undefined>>>;

interface Role {
  /** Who takes the role on: a service of AWS's, or principals of an account (its root ARN); and on what condition. */
  readonly service?: string;
  readonly account?: Value;
  readonly condition?: Value;
  readonly managedPolicies?: readonly Value[];
  /** The role's own policy: its name, and what it allows. */
  readonly policy?: readonly [name: string, statements: readonly Statement[]];
}

export function allow(
  action: string | readonly string[],
  resource: Value,
  condition?: Value,
): Readonly<Record<string, Value | undefined>> {
  return { Effect: 'Allow', Action: action, Resource: resource, Condition: condition };
}

export function policyDocument(statements: readonly Statement[]): Value {
  return { Version: '2012-10-17', Statement: statements };
}

/** A policy that several roles have, or that a condition turns on. */
export function managedPolicy(statements: readonly Statement[], attributes: Resources = {}): Value {
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    ...attributes,
    Properties: { Path: ref('RolePath'), PolicyDocument: policyDocument(statements) },
  };
}

const boundary = sub`arn:${partition}:iam::${account}:policy/${ref('PermissionsBoundaryName')}`;

/** The properties of a role, below the path and within the boundary that the operator gives. */
export function role({
  service,
  account,
  condition,
  managedPolicies,
  policy,
}: Role): Readonly<Record<string, Value | undefined>> {
  const trust = {
    Effect: 'Allow',
    Principal: { Service: service, AWS: account },
    Action: 'sts:AssumeRole',
    Condition: condition,
  };
  return {
    Path: ref('RolePath'),
    PermissionsBoundary: when('HasPermissionsBoundary', boundary),
    AssumeRolePolicyDocument: policyDocument([trust]),
    ManagedPolicyArns: managedPolicies,
    Policies: policy && [{ PolicyName: policy[0], PolicyDocument: policyDocument(policy[1]) }],
  };
}
