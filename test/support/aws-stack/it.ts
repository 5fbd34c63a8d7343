import { inject, test } from 'vitest';
import type { Parameters } from './cloudformation.ts';
import { type Deployment, deploy } from './deployment.ts';
import { exchange } from './exchange.ts';

interface Stack {
  readonly stack: Deployment;
}

type Use = (stack: Deployment) => Promise<void>;

/** A stack in the server of this process, which no other uses meanwhile. */
function deployedWith(parameters: Parameters): (fixtures: object, use: Use) => Promise<void> {
  // Vitest wants to see what a fixture takes.
  // biome-ignore lint/correctness/noEmptyPattern: it takes nothing
  return async ({}, use) => {
    const url = inject('servers')[Number(process.env.VITEST_POOL_ID) - 1] ?? '';
    await exchange(`${url}/moto-api/reset`);
    const stack = await deploy(url, parameters);
    await use(stack);
    await stack.stop();
    const unmet = stack.endpoint.unmet();
    if (unmet.length > 0) throw new Error(`faults that too few calls met: ${unmet.join(', ')}`);
  };
}

/** A test on a stack of its own, of which some parameters have a value other than the tests' own. */
export function itWith(parameters: Parameters) {
  return test.extend<Stack>({ stack: deployedWith(parameters) });
}

/** A test on a stack of its own. */
export const it = itWith({});

/** A test on the one stack of its file, of which some parameters have a value other than the tests' own. */
export function itOnOneStackWith(parameters: Parameters) {
  return test.extend<Stack>({ stack: [deployedWith(parameters), { scope: 'file' }] });
}

/** A test on the one stack of its file. */
export const itOnOneStack = itOnOneStackWith({});
