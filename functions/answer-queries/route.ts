import type { Log } from '../../shared/aws/lambda/log.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import type { DecisionStore } from '../../shared/aws/records/decision-store.ts';
import type { ViolationStore } from '../../shared/aws/records/violation-store.ts';
import type { CoverageStore } from '../../shared/coverage/coverage-store.ts';
import type { GetRequest } from '../../shared/http/get-request.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';

export interface QueryDependencies {
  readonly currentBook: CurrentRuleBook;
  readonly decisions: Pick<DecisionStore, 'get' | 'ofSubmission'>;
  readonly violations: Omit<ViolationStore, 'put' | 'findingsKept'>;
  readonly coverage: Pick<CoverageStore, 'regions'>;
  /** Seconds of silence of an account and Region that are never a loss. */
  readonly coverageSilenceSeconds: number;
  readonly now: () => Date;
  /** Who may read what is of others: globs of ARNs. */
  readonly readers: readonly string[];
  readonly meter: Meter;
  readonly log: Log;
}

/** What answers a path. */
export interface Route {
  /** Only readers may ask. */
  readonly forReaders: boolean;
  readonly answer: (request: GetRequest) => ProxyResponse | Promise<ProxyResponse>;
}
