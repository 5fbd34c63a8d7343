import { test } from 'vitest';
import { type MotoServer, startMoto } from '../moto-server.ts';
import { type Deployment, deploy } from './deployment.ts';

interface Server {
  readonly moto: MotoServer;
}

interface Stack {
  readonly stack: Deployment;
}

const onServer = test.extend<Server>({
  moto: [
    // Vitest wants to see what a fixture takes.
    // biome-ignore lint/correctness/noEmptyPattern: it takes nothing
    async ({}, use) => {
      const moto = await startMoto();
      await use(moto);
      await moto.stop();
    },
    { scope: 'file' },
  ],
});

async function deployed({ moto }: Server, use: (stack: Deployment) => Promise<void>): Promise<void> {
  await moto.reset();
  const stack = await deploy(moto);
  await use(stack);
  await stack.stop();
}

/** A test on a stack of its own. */
export const it = onServer.extend<Stack>({ stack: deployed });

/** A test on the one stack of its file. */
export const itOnOneStack = onServer.extend<Stack>({ stack: [deployed, { scope: 'file' }] });
