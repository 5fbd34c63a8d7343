import { jsonResponse } from '../../shared/http/json-response.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { queryProblem } from '../../shared/http/query-problem.ts';
import type { QueryDependencies } from './route.ts';

type Check = 'pass' | 'fail';

/** An id that no decision has: that the table says so is an answer. */
const noDecision = 'none';

/** Answers whether what a decision takes is there: a policy, and the table. It asks nothing else of AWS, and decides nothing. */
export function health({
  currentBook,
  decisions,
  log,
}: Pick<QueryDependencies, 'currentBook' | 'decisions' | 'log'>) {
  async function checked(what: string, ask: () => Promise<unknown>): Promise<Check> {
    try {
      await ask();
      return 'pass';
    } catch (error) {
      await log('error', `not healthy: ${what}`, { error });
      return 'fail';
    }
  }

  return async (): Promise<ProxyResponse> => {
    const [policy, table] = await Promise.all([
      checked('policy', currentBook),
      checked('table', () => decisions.get(noDecision)),
    ]);
    const checks = { policy, table };
    if (policy === 'pass' && table === 'pass')
      return jsonResponse({ schemaVersion: '1', status: 'pass', checks });
    return queryProblem('not-healthy', 'the hook cannot decide as things stand', { checks });
  };
}
