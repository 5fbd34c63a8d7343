import requestSchema from '../contracts/request.schema.json' with { type: 'json' };
import resultSchema from '../contracts/result.schema.json' with { type: 'json' };
import submissionSchema from '../contracts/submission.schema.json' with { type: 'json' };
import { listingParameters } from './listing-query.ts';

/** The version of the API, in its paths too. */
const version = '1';

const json = 'application/json';
const problemJson = 'application/problem+json';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** A decision as a caller is told it. */
const told = { oneOf: [ref('boundDecision'), ref('dryRun')] };

/** Schemas of this document, from the contracts: the definitions by their names, and a submission's with a prefix. */
const schemas = {
  submission: withRefsTo('submission-', submissionSchema),
  ...prefixed('submission-', submissionSchema.$defs),
  provenSubmission: {
    ...withRefsTo('', requestSchema),
    properties: { ...requestSchema.properties, submission: ref('submission') },
  },
  ...prefixed('', pick('ruleId', 'severity', 'violation', 'finding', 'ruleResult', 'decision')),
  evidencedDecision: {
    description: 'A decision, and what it was made of.',
    allOf: [ref('decision')],
    required: ['digest', 'requesters', 'timings'],
    properties: {
      digest: { type: 'string', description: 'Of the canonical submission that was decided.' },
      caller: { type: 'string', description: 'The ARN of who asked.' },
      requesters: {
        type: 'array',
        description: 'Who the decision takes for the requesters.',
        items: {
          type: 'object',
          required: ['connection', 'hop'],
          properties: {
            connection: { type: 'string' },
            hop: { enum: ['staging', 'database'] },
            principal: { type: 'string', description: 'Its ARN.' },
            evidence: { enum: ['declared', 'configured', 'resolved', 'proven'] },
          },
        },
      },
      timings: {
        type: 'object',
        description: 'Milliseconds.',
        required: ['facts', 'total'],
        properties: { facts: { type: 'number' }, total: { type: 'number' } },
      },
      unavailable: {
        type: 'array',
        description: 'Facts that were asked for in vain: the rules that need them are undecided.',
        items: { type: 'string' },
      },
      violationsOmitted: { type: 'integer', description: 'How many violations were left out.' },
    },
  },
  boundDecision: {
    description: 'A decision on what has its digest, and on nothing else, until it ends.',
    allOf: [ref('evidencedDecision')],
    required: ['decisionId', 'validUntil'],
    properties: {
      decisionId: { type: 'string', pattern: '^d1-[0-9a-f]{32}$' },
      validUntil: { type: 'string', format: 'date-time' },
    },
  },
  dryRun: {
    description: 'What would be decided. It holds for nothing.',
    allOf: [ref('evidencedDecision')],
    required: ['dryRun'],
    properties: { dryRun: { const: true }, decisionId: false, validUntil: false },
  },
  decisionRecord: {
    description: 'A decision as it is kept.',
    type: 'object',
    required: [
      'schemaVersion',
      'decisionId',
      'submissionId',
      'digest',
      'decision',
      'caller',
      'decidedAt',
      'validUntil',
      'published',
    ],
    properties: {
      schemaVersion: { const: '1' },
      decisionId: { type: 'string' },
      submissionId: { type: 'string' },
      digest: { type: 'string', description: 'Of the canonical submission that was decided.' },
      decision: ref('boundDecision'),
      caller: {
        type: 'string',
        description: 'Who asked: `<account>:user/<name>` or `<account>:role/<name>`.',
      },
      decidedAt: { type: 'string', format: 'date-time' },
      validUntil: { type: 'string', format: 'date-time' },
      published: { type: 'boolean', description: 'Whether it went out on the bus.' },
    },
  },
  violations: pageOf('violations', 'violation'),
  findings: pageOf('findings', 'finding'),
  coverage: {
    type: 'object',
    required: ['schemaVersion', 'regions'],
    properties: {
      schemaVersion: { const: '1' },
      regions: {
        type: 'array',
        items: {
          type: 'object',
          required: [
            ...['accountId', 'region', 'status', 'firstRecordAt', 'lastRecordAt'],
            ...['silentSeconds', 'toleratedSeconds'],
          ],
          properties: {
            accountId: { type: 'string' },
            region: { type: 'string' },
            status: {
              enum: ['lost', 'learning', 'covered'],
              description: '`learning` until records have come for a week.',
            },
            firstRecordAt: { type: 'string', format: 'date-time' },
            lastRecordAt: { type: 'string', format: 'date-time' },
            silentSeconds: { type: 'integer' },
            toleratedSeconds: {
              type: 'integer',
              description: 'How long nothing has to come there for that to be unusual.',
            },
          },
        },
      },
    },
  },
  rules: {
    type: 'object',
    required: ['schemaVersion', 'policyRevision', 'rules'],
    properties: {
      schemaVersion: { const: '1' },
      policyRevision: { type: 'string' },
      rules: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'guideline', 'severity', 'mode', 'whenUndecided', 'minimumEvidence', 'title'],
          properties: {
            id: ref('ruleId'),
            guideline: { type: 'string' },
            severity: ref('severity'),
            mode: { enum: ['enforce', 'warn', 'off'] },
            whenUndecided: { enum: ['allow', 'warn', 'block'] },
            minimumEvidence: { enum: ['declared', 'configured', 'resolved', 'proven'] },
            title: { type: 'string' },
            description: { type: 'string' },
            remediation: { type: 'string' },
            references: { type: 'array', items: { type: 'string' } },
            reads: { type: 'array', items: { type: 'string' } },
            judgedOn: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
  health: {
    type: 'object',
    required: ['schemaVersion', 'status', 'checks'],
    properties: {
      schemaVersion: { const: '1' },
      status: { const: 'pass' },
      checks: ref('checks'),
    },
  },
  checks: {
    type: 'object',
    required: ['policy', 'table'],
    properties: { policy: { enum: ['pass', 'fail'] }, table: { enum: ['pass', 'fail'] } },
  },
  problem: {
    description: 'A problem document (RFC 9457).',
    type: 'object',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string', pattern: '^urn:sts-warden:problem:[a-z-]+$' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: {
        type: 'array',
        description:
          'Each fault: of a body by JSON Pointer, of a query by the name of the parameter. Never a value.',
        items: {
          type: 'object',
          required: ['detail'],
          properties: {
            pointer: { type: 'string' },
            parameter: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  },
  blocked: {
    description: 'A problem document with the members of the decision that blocks.',
    allOf: [ref('problem'), told],
  },
  unhealthy: {
    allOf: [ref('problem'), { type: 'object', required: ['checks'], properties: { checks: ref('checks') } }],
  },
};

const ofGateway = {
  403: problemOf('`refused-by-gateway`: the signature, or the resource policy.'),
  429: problemOf('`throttled`: try again after a moment.'),
};
const unanswered = problemOf('`not-answered`: try again after `Retry-After` seconds.');
const readersOnly = problemOf('`not-a-reader`, or what API Gateway refuses.');
const notFound = problemOf('`not-found`: nothing of this id is there for the caller.');
const idInPath = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

const paths = {
  '/v1/submissions': {
    post: {
      operationId: 'checkSubmission',
      summary: 'Whether a mapping task may start',
      parameters: [
        {
          name: 'dryRun',
          in: 'query',
          description: 'true decides without publishing, and the answer holds for nothing.',
          schema: { type: 'boolean', default: false },
        },
        {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'The same submission of the same caller under one key has one decision while that holds.',
          schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
        },
      ],
      requestBody: {
        required: true,
        content: { [json]: { schema: { oneOf: [ref('submission'), ref('provenSubmission')] } } },
      },
      responses: {
        200: { description: 'The task may start.', content: { [json]: { schema: told } } },
        400: problemOf('Malformed: each fault by JSON Pointer, no value.'),
        403: {
          description: 'The task must not start; or `refused-by-gateway`.',
          content: { [problemJson]: { schema: { anyOf: [ref('blocked'), ref('problem')] } } },
        },
        409: problemOf(
          'The caller used the same `submissionId` or `Idempotency-Key` for another submission.',
        ),
        413: problemOf('Larger than 256 KiB.'),
        415: problemOf('Not `application/json`.'),
        429: ofGateway[429],
        503: problemOf('Nothing was decided: the task must not start. `Retry-After` says when to try again.'),
      },
    },
  },
  '/v1/submissions/{id}': get('getDecision', 'A decision, by its id or its submission’s', {
    parameters: [idInPath],
    responses: {
      200: answer('The decision; of a submission the newest one that the caller may read.', 'decisionRecord'),
      ...ofGateway,
      404: notFound,
    },
  }),
  '/v1/violations': get('listViolations', 'Violations, the newest first', {
    parameters: listParameters(),
    responses: list('violations'),
  }),
  '/v1/violations/{id}': get('getViolation', 'A violation', {
    parameters: [idInPath],
    responses: one('violation'),
  }),
  '/v1/findings': get('listFindings', 'Findings: violations of one cause. The newest cause first', {
    parameters: listParameters(),
    responses: list('findings'),
  }),
  '/v1/findings/{id}': get('getFinding', 'A finding', { parameters: [idInPath], responses: one('finding') }),
  '/v1/coverage': get('getCoverage', 'From which accounts and Regions CloudTrail records come', {
    responses: {
      200: answer('Those first from which they no longer come.', 'coverage'),
      403: readersOnly,
      429: ofGateway[429],
    },
  }),
  '/v1/rules': get('listRules', 'The rules, and what the policy in force makes of them', {
    responses: { 200: answer('All rules, those that are off too.', 'rules'), ...ofGateway },
  }),
  '/v1/health': get('getHealth', 'Whether the hook can decide', {
    responses: {
      200: answer('There is a policy, and the table answers.', 'health'),
      ...ofGateway,
      503: {
        description: '`not-healthy`: what fails is among the checks.',
        content: { [problemJson]: { schema: ref('unhealthy') } },
      },
    },
  }),
  '/v1/openapi.json': get('describeApi', 'This document', {
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { [json]: { schema: { type: 'object' } } } },
      ...ofGateway,
    },
  }),
};

/** The API as OpenAPI 3.1 describes it, made from the contracts. Takes where it is. */
export function openApi(url: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'STS Warden',
      version,
      summary: 'Whether a mapping task may start, and what was decided and found.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    security: [{ sigv4: [] }],
    paths,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4 for `execute-api`.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      schemas,
    },
  };
}

interface Operation {
  readonly parameters?: readonly object[];
  readonly responses: Readonly<Record<number, object>>;
}

function get(operationId: string, summary: string, { responses, ...rest }: Operation) {
  return { get: { operationId, summary, ...rest, responses: { 503: unanswered, ...responses } } };
}

function answer(description: string, schema: string) {
  return { description, content: { [json]: { schema: ref(schema) } } };
}

function problemOf(description: string) {
  return { description, content: { [problemJson]: { schema: ref('problem') } } };
}

function list(schema: 'violations' | 'findings') {
  return {
    200: answer('A page, which may have fewer than were asked for; `next` is absent from the last.', schema),
    400: problemOf('`malformed-query`: what is wrong with each parameter, no value.'),
    403: readersOnly,
    429: ofGateway[429],
  };
}

function one(schema: 'violation' | 'finding') {
  return { 200: answer('As it is kept.', schema), 403: readersOnly, 404: notFound, 429: ofGateway[429] };
}

function listParameters() {
  return Object.entries(listingParameters).map(([name, { description, schema }]) => ({
    name,
    in: 'query',
    description,
    schema,
  }));
}

function pageOf(name: string, item: string) {
  return {
    type: 'object',
    required: ['schemaVersion', name],
    properties: {
      schemaVersion: { const: '1' },
      [name]: { type: 'array', items: ref(item) },
      next: { type: 'string', description: 'The `cursor` of the next page.' },
    },
  };
}

function pick(...names: readonly (keyof typeof resultSchema.$defs)[]) {
  return Object.fromEntries(names.map((name) => [name, resultSchema.$defs[name]]));
}

function prefixed(prefix: string, definitions: object): Record<string, object> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [prefix + name, withRefsTo(prefix, schema)]),
  );
}

/** A schema as a part of this document: its references lead here, and what it says of itself as a document is left out. */
function withRefsTo(prefix: string, schema: object): object {
  const { $schema: _schema, $id: _id, $defs: _defs, ...rest } = schema as Record<string, unknown>;
  const text = JSON.stringify(rest).replaceAll('"#/$defs/', `"#/components/schemas/${prefix}`);
  return JSON.parse(text);
}
