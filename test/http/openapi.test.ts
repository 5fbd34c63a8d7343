import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { queryCases } from '../../shared/examples/query-cases.ts';
import { openApi } from '../../shared/http/openapi.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { queryPaths } from '../../tools/template/chapters/query-paths.ts';
import { violationOf } from '../support/findings/violations.ts';
import { invoke } from '../support/functions/invoke.ts';
import { decisionRecord } from '../support/records/decision-record.ts';

const document = openApi('https://abcdefghij.execute-api.eu-central-1.amazonaws.com/live');
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(document, 'openapi.json');

async function lint(linted: object) {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const source = JSON.stringify(linted);
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
}

function faultsOf(pointer: string, value: unknown) {
  const validate = ajv.compile({ $ref: `openapi.json#${pointer}` });
  validate(value);
  return validate.errors ?? [];
}

describe('the description of the API', () => {
  it('passes the strict rules of a linter for OpenAPI', async () => {
    expect(await lint(document)).toEqual([]);
  });

  it('would not, were it wrong', async () => {
    expect(await lint({ ...document, security: [{ other: [] }] })).not.toEqual([]);
    const { violation: _violation, ...schemas } = document.components.schemas as Record<string, object>;
    expect(await lint({ ...document, components: { ...document.components, schemas } })).not.toEqual([]);
  });

  it('has the paths of the template, and no others', () => {
    expect(Object.keys(document.paths).sort()).toEqual(
      ['/v1/submissions', ...Object.values(queryPaths)].sort(),
    );
  });
});

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

/** Where the document says what is answered on a path. */
function schemaOf(path: keyof typeof document.paths, method: 'get' | 'post', status: number, type: string) {
  const escaped = [path, method, 'responses', String(status), 'content', type, 'schema'].map((part) =>
    encodeURIComponent(part.replaceAll('/', '~1')),
  );
  return `/paths/${escaped.join('/')}`;
}

const kept = decisionRecord();
const decisionId = `d1-${'0'.repeat(32)}`;

describe('what is answered is as it is described:', () => {
  it.each(queryCases)('$name', async ({ name, resource, status }) => {
    const { response } = await invoke(name, await readJson(`events/${name}`));
    const { headers, body } = response as ProxyResponse;
    const path = resource as keyof typeof document.paths;
    const pointer = schemaOf(path, 'get', status, headers['Content-Type'] ?? '');
    expect(faultsOf(pointer, JSON.parse(body))).toEqual([]);
  });

  it.each([
    ['compliant', 200],
    ['root-user', 403],
    ['holds-a-secret', 400],
  ])('a submission that is %s', async (name, status) => {
    const event = await readJson(`events/check-submission.${name}.json`);
    const { response } = await invoke(`check-submission.${name}.json`, event);
    const { statusCode, headers, body } = response as ProxyResponse;
    expect(statusCode).toBe(status);
    const pointer = schemaOf('/v1/submissions', 'post', status, headers['Content-Type'] ?? '');
    expect(faultsOf(pointer, JSON.parse(body))).toEqual([]);
  });

  it('an allow has all that it is bound to, and a dry run can be taken for none', async () => {
    const schema = schemaOf('/v1/submissions', 'post', 200, 'application/json');
    const event = await readJson('events/check-submission.compliant.json');
    const answered = async (query: object | null) => {
      const asked = { ...event, queryStringParameters: query };
      const { response } = await invoke('check-submission.compliant.json', asked);
      return JSON.parse((response as ProxyResponse).body);
    };
    for (const decision of [await answered(null), await answered({ dryRun: 'true' })]) {
      expect(faultsOf(schema, decision)).toEqual([]);
      for (const name of ['digest', 'requesters', 'timings', 'dryRun', 'validUntil'])
        if (name in decision) expect(faultsOf(schema, { ...decision, [name]: undefined })).not.toEqual([]);
      expect(faultsOf(schema, { ...decision, dryRun: true, validUntil: event })).not.toEqual([]);
    }
  });

  it('a submission may come alone, or with proofs', async () => {
    const schema = '/paths/~1v1~1submissions/post/requestBody/content/application~1json/schema';
    const { body } = await readJson('events/check-submission.compliant.json');
    const submission = JSON.parse(body);
    const proofs = [{ connection: Object.keys(submission.connections)[0], hop: 'staging', url: 'https://a' }];
    expect(faultsOf(schema, submission)).toEqual([]);
    expect(faultsOf(schema, { schemaVersion: '1', submission, proofs })).toEqual([]);
    expect(faultsOf(schema, { schemaVersion: '1', submission })).not.toEqual([]);
    expect(faultsOf(schema, { schemaVersion: '1', submission: {}, proofs })).not.toEqual([]);
  });

  it.each<[string, object]>([
    ['decisionRecord', { schemaVersion: '1', ...kept, decision: { ...kept.decision, decisionId } }],
    ['violations', { schemaVersion: '1', violations: [violationOf('a')], next: 'eA' }],
  ])('%s', (name, value) => {
    expect(faultsOf(`/components/schemas/${name}`, value)).toEqual([]);
    expect(faultsOf(`/components/schemas/${name}`, {})).not.toEqual([]);
  });
});
