import { describe, expect, it } from 'vitest';
import { type ProxyResponse, problemResponses } from '../../shared/http/problem.ts';
import { carriedOut, mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

interface GatewayResponse {
  readonly StatusCode?: number;
  readonly ResponseParameters: { readonly Headers: Readonly<Record<string, string>> };
  readonly ResponseTemplates: { readonly 'application/json': string };
}

interface Api {
  readonly GatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly AccessLogSetting: { readonly Format: string };
  readonly EndpointConfiguration: object;
  readonly Auth: { readonly ResourcePolicy: { readonly CustomStatements: readonly object[] } };
}

const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const { GatewayResponses: responses, AccessLogSetting: log } = propertiesOf<Api>(template, 'SubmissionApi');

it('answers as the function does where the function does not answer', async () => {
  const request = { error: new Error('no answer') } as { error: Error; response?: ProxyResponse };
  await problemResponses(async () => {}).onError?.(request as never);
  const { StatusCode, ResponseParameters, ResponseTemplates } = responses.DEFAULT_5XX as GatewayResponse;
  const { requestId, ...problem } = JSON.parse(ResponseTemplates['application/json']);
  const headers = Object.entries(ResponseParameters.Headers).map(([name, value]) => [name, unquoted(value)]);
  expect({
    statusCode: StatusCode,
    headers: Object.fromEntries(headers),
    body: JSON.stringify(problem),
  }).toEqual(request.response);
  expect(requestId).toBe('$context.requestId');
});

describe.each(Object.entries(responses))('%s', (_, { StatusCode, ResponseParameters, ResponseTemplates }) => {
  it('is a problem document that nobody keeps', () => {
    expect(ResponseParameters.Headers).toMatchObject({
      'Content-Type': "'application/problem+json'",
      'Cache-Control': "'no-store'",
    });
  });

  it('says what it is, and the status that it has', () => {
    const problem = JSON.parse(ResponseTemplates['application/json']);
    expect(problem.type).toMatch(/^urn:sts-warden:problem:[a-z-]+$/);
    expect(problem.status).toBe(StatusCode);
    expect(Object.values(problem)).not.toContain('');
  });
});

it('keeps what signatures are made of out of the access log', () => {
  expect(Object.keys(JSON.parse(log.Format))).toContain('caller');
  expect(log.Format).not.toMatch(/error\.message|authorizer|identity\.accessKey|requestOverride/);
});

describe('the API with endpoints of somebody’s network', () => {
  const apiWith = (parameters: Readonly<Record<string, string>>) =>
    propertiesOf<Api>(carriedOut(source, parameters), 'SubmissionApi');
  const denies = ({ Auth }: Api) =>
    Auth.ResourcePolicy.CustomStatements.filter((statement) =>
      JSON.stringify(statement).includes('aws:SourceVpce'),
    );

  it('is private, and denies every call that comes by another one', () => {
    const ids = 'vpce-0123456789abcdef0,vpce-0123456789abcdef1';
    const api = apiWith({ VpcEndpointIds: ids });
    const endpoints = { 'Fn::Split': [',', ids] };
    expect(api.EndpointConfiguration).toEqual({ Type: 'PRIVATE', VPCEndpointIds: endpoints });
    expect(denies(api)).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': endpoints } },
      },
    ]);
  });

  it('is regional where there are none', () => {
    const api = apiWith({});
    expect(api.EndpointConfiguration).toEqual({ Type: 'REGIONAL' });
    expect(denies(api)).toEqual([]);
  });
});

/** API Gateway takes a fixed value of a header in single quotes. */
function unquoted(value: string): string {
  return value.replace(/^'(.*)'$/, '$1');
}
