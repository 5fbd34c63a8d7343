/**
 * `npm run sam:invoke -- <Function> <event file>`: bundles and invokes a function against an AWS of its own. Prints how it
 * ended, what it published and what it set aside as one JSON document; logs go to stderr. Exits with 0 where the function
 * answered, 1 where it failed or ran out of time, 2 where the invocation did not come about, 3 on wrong usage.
 */
import { invokeFunction } from './invoke-function.ts';
import { startLocalAws } from './local-aws.ts';
import { prepare } from './prepare.ts';
import { type RequestedInvocation, readInvocation } from './read-invocation.ts';
import { runScript } from './tool-error.ts';

async function invoke({ name, eventFile }: RequestedInvocation): Promise<number> {
  await prepare();
  const aws = await startLocalAws();
  try {
    const { variables } = aws;
    const { outcome } = await invokeFunction({ name, eventFile, variables, echo: process.stderr });
    process.stdout.write(`${JSON.stringify({ ...outcome, ...(await aws.take()) }, undefined, 2)}\n`);
    return outcome.kind === 'answered' ? 0 : 1;
  } finally {
    await aws.stop();
  }
}

await runScript(async () => invoke(await readInvocation('sam:invoke', process.argv.slice(2))));
