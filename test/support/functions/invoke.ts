import { readFile } from 'node:fs/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { answerQueries } from '../../../functions/answer-queries/answer-queries.ts';
import type { QueryDependencies } from '../../../functions/answer-queries/route.ts';
import { auditCredentialRequests } from '../../../functions/audit-credential-requests/audit-credential-requests.ts';
import { checkSubmission } from '../../../functions/check-submission/check-submission.ts';
import {
  type RefreshDependencies,
  refreshPrincipals,
} from '../../../functions/refresh-principals/refresh-principals.ts';
import { reviewSubmission } from '../../../functions/review-submission/review-submission.ts';
import { reachAnalysis } from '../../../shared/access/analyse-principal.ts';
import { knownActions } from '../../../shared/access/known-actions.ts';
import type { AccountReaders } from '../../../shared/aws/facts/account-readers.ts';
import { noSecondOpinion } from '../../../shared/aws/facts/second-opinion.ts';
import type { FactsOfSubmission } from '../../../shared/aws/facts/submission-facts.ts';
import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import type { NoteCoverage } from '../../../shared/aws/records/coverage-notes.ts';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { openRuleBook, type RuleBook } from '../../../shared/evaluation/rule-book.ts';
import type { GateOptions } from '../../../shared/gate/gate.ts';
import type { GetRequest } from '../../../shared/http/get-request.ts';
import type { ProxyRequest } from '../../../shared/http/json-body.ts';
import type { ProxyResponse } from '../../../shared/http/problem.ts';
import { defaultPolicy } from '../../../shared/policy/read-policy.ts';
import { type Facts, noFacts } from '../../../shared/rules/facts.ts';
import { rules } from '../../../shared/rules/index.ts';
import { type Counted, countingMeter } from './counting-meter.ts';
import { memoryDecisions } from './memory-decisions.ts';
import { memoryStore } from './memory-store.ts';

/** What a function did with an event: AWS is replaced by lists, everything else is real. */
export interface Invocation {
  readonly published: BusEvent[];
  readonly setAside: { readonly body: string; readonly reason: Error }[];
  readonly logged: unknown[][];
  readonly counted: Counted;
  readonly response: unknown;
}

export interface InvokeOptions {
  readonly book?: RuleBook;
  readonly facts?: Facts;
  /** Where decisions are kept. */
  readonly decisions?: GateOptions['store'];
  readonly noteCoverage?: NoteCoverage;
  /** In their place, what CheckSubmission gathers them by. */
  readonly factsOf?: FactsOfSubmission;
  readonly publish?: (events: readonly BusEvent[]) => Promise<void>;
  readonly setAside?: () => Promise<void>;
  /** Where it counts, for a test that wants to see it where the function throws. */
  readonly meter?: ReturnType<typeof countingMeter>;
  /** What AnswerQueries alone reads, and who may; by default nothing is kept, and nobody is a reader. */
  readonly records?: Partial<
    Pick<QueryDependencies, 'decisions' | 'violations' | 'coverage' | 'readers' | 'currentBook'>
  >;
  /** What RefreshPrincipals alone asks; by default it reads `events/authorization-details.json`. */
  readonly account?: Partial<
    AccountReaders &
      Pick<RefreshDependencies, 'secondOpinion' | 'store' | 'now' | 'readersOf' | 'findMembers' | 'sendAll'>
  >;
}

export const evaluatedAt = '2026-10-01T12:00:00.000Z';
const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** Invokes the function that an event file is named after. */
export async function invoke(name: string, event: unknown, options: InvokeOptions = {}): Promise<Invocation> {
  const published: BusEvent[] = [];
  const setAside: Invocation['setAside'] = [];
  const logged: unknown[][] = [];
  const meter = options.meter ?? countingMeter();
  const book = options.book ?? openRuleBook(rules, defaultPolicy);
  const facts = options.facts ?? noFacts;
  const common = {
    currentBook: async () => book,
    publish:
      options.publish ??
      (async (events: readonly BusEvent[]) => {
        published.push(...events);
      }),
    setAside: async ({ body }: { body: string }, reason: Error) => {
      await options.setAside?.();
      setAside.push({ body, reason });
    },
    now: () => new Date(evaluatedAt),
    meter,
    log: async (...words: unknown[]) => void logged.push(words),
  };
  const gate = {
    store: options.decisions ?? memoryDecisions(),
    validSeconds: 900,
    newId: () => 'a'.repeat(32),
  };
  const respond = async () => {
    switch (name.split('.', 1)[0]) {
      case 'answer-queries':
        return answerQueries({
          ...common,
          decisions: noDecisions,
          violations: noViolations,
          coverage: { regions: async () => [] },
          coverageSilenceSeconds: 24 * 3600,
          readers: [],
          ...options.records,
        })(event as GetRequest, context);
      case 'audit-credential-requests':
        return auditCredentialRequests({
          ...common,
          factsOf: async () => facts,
          noteCoverage: options.noteCoverage ?? (async () => undefined),
        })(event as SQSEvent, context);
      case 'check-submission':
        return checkSubmission({
          ...common,
          ...gate,
          factsOf: options.factsOf ?? (async () => facts),
          verifyProofs: async () => [],
          countCall: async () => undefined,
          readers: ['arn:aws:iam::*:*'],
        })(event as ProxyRequest, context);
      case 'refresh-principals':
        return refreshPrincipals({
          ...common,
          ownAccount: '123456789012',
          readersOf: () => ({ ...exampleReaders, ...options.account }),
          findMembers: async () => [],
          sendAll: async () => {},
          analysisFor: async ({ policy }) => reachAnalysis({ ...policy.parameters, catalogue: knownActions }),
          secondOpinion: noSecondOpinion,
          store: memoryStore(),
          ...options.account,
        })(event as SQSEvent, context);
      default:
        return reviewSubmission({ ...common, ...gate, factsOf: async () => facts })(
          event as SQSEvent,
          context,
        );
    }
  };
  const response = await respond();
  return { published, setAside, logged, counted: meter.counted, response };
}

const noDecisions: QueryDependencies['decisions'] = {
  get: async () => undefined,
  ofSubmission: async () => [],
};
const noViolations: QueryDependencies['violations'] = {
  violation: async () => undefined,
  finding: async () => undefined,
  violations: async () => ({ documents: [], next: undefined }),
  findings: async () => ({ documents: [], next: undefined }),
};

const exampleReaders: AccountReaders = {
  readAccountDetails: exampleAccount,
  readAccessKeys: async (users) => new Map(users.map((user) => [user, []])),
  readRootKeys: async () => false,
  readManagedPolicy: async ({ policyArn }) => ({ name: policyArn, missing: policyArn }),
};

/** The account that the files in `events/` are about. */
async function exampleAccount(): Promise<unknown> {
  return JSON.parse(await readFile('events/authorization-details.json', 'utf8'));
}

/** The findings in what a function published or answered, each id once, in the order of their ids. */
export function findingsOf({ published, response }: Invocation): Violation[] {
  const body = (response as Partial<ProxyResponse> | undefined)?.body;
  const documents = [
    ...published.map(({ detail }) => detail),
    ...(body === undefined ? [] : [JSON.parse(body)]),
  ];
  return unique(
    documents.flatMap((document) => ('ruleId' in document ? [document] : (document.violations ?? []))),
  );
}

/** Each id once, in the order of the ids. */
export function unique(violations: readonly Violation[]): Violation[] {
  const byId = new Map(violations.map((violation) => [violation.id, violation]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
