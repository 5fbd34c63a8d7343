import { logGroup } from '../blocks/function-resources.ts';
import { role } from '../blocks/iam.ts';
import { hookApi } from '../blocks/metrics.ts';
import { retained } from '../blocks/retained.ts';
import { flatJson } from '../flat-json.ts';
import { account, getAtt, partition, ref, split, sub, when } from '../intrinsics.ts';
import { prose } from '../prose.ts';
import type { Resources } from '../resources.ts';
import { because, type Value } from '../value.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { pathsOfReaders, queryPaths } from './query-paths.ts';

const { name, stage, path } = hookApi;
const callers = when('HasFurtherAccounts', split(',', sub`${account},${ref('FurtherAccounts')}`), account);

const accessLogFormat = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.responseType',
  responseBytes: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  trace: '$context.xrayTraceId',
};

const auth: Value = {
  DefaultAuthorizer: 'AWS_IAM',
  InvokeRole: because('Otherwise the caller itself would need lambda:InvokeFunction.', 'NONE'),
  ResourcePolicy: {
    CustomStatements: [
      because(
        'The endpoints that are named, and no other of somebody else’s network.',
        when('HasPrivateApi', {
          Effect: 'Deny',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/*',
          Condition: { StringNotEquals: { 'aws:SourceVpce': split(',', ref('VpcEndpointIds')) } },
        }),
      ),
      because(
        prose`
          A requester has no permission of its own (G1). The account as principal would leave it to identity policies to
          allow the call; everybody, cut down to accounts, allows it here. Unsigned calls have no account.`,
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: `execute-api:/${stage}/POST${path}`,
          Condition: { StringEquals: { 'aws:PrincipalAccount': callers } },
        },
      ),
      because('Queries likewise; what is of others, the function tells nobody but readers.', {
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: `execute-api:/${stage}/GET/v1/*`,
        Condition: { StringEquals: { 'aws:PrincipalAccount': callers } },
      }),
      because(
        prose`
          Within the account an identity policy would be enough to call. A role's session is its role here. Where there
          are no readers, a text that is nobody's ARN stands for them.`,
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: pathsOfReaders.map((one) => `execute-api:/${stage}/GET${one}`),
          Condition: {
            StringNotLike: { 'aws:PrincipalArn': when('HasReaders', split(',', ref('Readers')), 'nobody') },
          },
        },
      ),
    ],
  },
};

/** Each path of queries has a rate of its own, far below the hook's: readers must not stop it. */
const queryThrottles: readonly Value[] = Object.values(queryPaths).map((one) => ({
  ResourcePath: `/${one.replaceAll('/', '~1')}`,
  HttpMethod: 'GET',
  MetricsEnabled: true,
  ThrottlingRateLimit: 5,
  ThrottlingBurstLimit: 10,
}));

/** The API of the hook, and what API Gateway needs to write its log. */
export const hookResources: Resources = {
  SubmissionApi: {
    Type: 'AWS::Serverless::Api',
    Properties: {
      Name: name,
      StageName: stage,
      OpenApiVersion: '3.0.1',
      EndpointConfiguration: {
        Type: when('HasPrivateApi', 'PRIVATE', 'REGIONAL'),
        VPCEndpointIds: when('HasPrivateApi', split(',', ref('VpcEndpointIds'))),
      },
      TracingEnabled: when('Traces', true, false),
      Auth: auth,
      MethodSettings: [
        {
          ResourcePath: '/*',
          HttpMethod: '*',
          MetricsEnabled: true,
          ThrottlingRateLimit: because(
            'All callers share it: far above what one may call, so that the function’s own count refuses who calls too often.',
            500,
          ),
          ThrottlingBurstLimit: 500,
        },
        ...queryThrottles,
      ],
      AccessLogSetting: {
        DestinationArn: getAtt('SubmissionApiLog.Arn'),
        Format: because(
          'No $context.error.message: of a wrong signature it quotes the signed headers, the session token among them.',
          flatJson(accessLogFormat),
        ),
      },
      GatewayResponses: gatewayResponses,
    },
  },
  SubmissionApiLog: logGroup('submission-api', {
    Metadata: because(
      "The stage that logs here has to wait for the account's setting. DependsOn takes no condition, metadata does.",
      {
        WrittenThrough: when(
          'ManagesApiGatewayAccount',
          ref('ApiGatewayAccount'),
          'the role that the account has',
        ),
      },
    ),
  }),
  ApiGatewayAccount: because(
    'Other APIs of the account come to rely on this setting, so it and its role stay when the stack goes.',
    {
      Type: 'AWS::ApiGateway::Account',
      Condition: 'ManagesApiGatewayAccount',
      ...retained,
      Properties: { CloudWatchRoleArn: getAtt('ApiGatewayLogsRole.Arn') },
    },
  ),
  ApiGatewayLogsRole: {
    Type: 'AWS::IAM::Role',
    Condition: 'ManagesApiGatewayAccount',
    ...retained,
    Properties: role({
      service: 'apigateway.amazonaws.com',
      managedPolicies: [
        sub`arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
      ],
    }),
  },
};

/** The event by which the hook's function answers the API. */
export const hookEvent: Value = {
  Type: 'Api',
  Properties: { RestApiId: ref('SubmissionApi'), Path: path, Method: 'POST' },
};
