/**
 * `npm run debug -- <Function> <event file>`: bundles the functions with source maps and invokes one in a process that
 * waits for a debugger, against the whole stack in an AWS of its own (moto). Prints what it answered and published as one
 * JSON document. Exits with 0 where the function answered, 1 where it failed, 3 on wrong usage. The debugger's port is
 * 9229, or what the variable DEBUG_PORT says.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createExampleAccount } from '../test/support/aws-stack/example-account.ts';
import { FunctionFailedError } from '../test/support/aws-stack/lambda-function.ts';
import { startMoto } from '../test/support/aws-stack/moto-server.ts';
import { type RunningStack, runStack } from '../test/support/aws-stack/running-stack.ts';
import { translateTemplate } from '../test/support/aws-stack/translate-template.ts';
import type { Code } from '../test/support/aws-stack/wiring.ts';
import { succeed } from './sam/command.ts';
import { type RequestedInvocation, readInvocation } from './sam/read-invocation.ts';
import { readTemplate } from './sam/templates.ts';
import { runScript } from './sam/tool-error.ts';

const day = 24 * 60 * 60 * 1000;
const host = {
  nodeOptions: ['--enable-source-maps', `--inspect-brk=127.0.0.1:${process.env.DEBUG_PORT ?? 9229}`],
  timeout: day,
  echo: process.stderr,
};

async function debug(requested: RequestedInvocation): Promise<number> {
  await succeed('npm', ['run', '--silent', 'build']);
  await succeed('tools/moto/install.sh', [], { echo: process.stderr });
  const { template } = await translateTemplate();
  const moto = await startMoto();
  try {
    const stack = await runStack({ url: moto.url, template, code: await codeWithMaps(), host });
    try {
      return await invoke(stack, requested);
    } finally {
      await stack.stop();
    }
  } finally {
    await moto.stop();
  }
}

async function invoke(stack: RunningStack, { name, eventFile }: RequestedInvocation): Promise<number> {
  await createExampleAccount(stack.iam);
  try {
    const response = await stack.functionOf(name).invoke(JSON.parse(await readFile(eventFile, 'utf8')));
    const outcome = { response, published: await stack.published() };
    process.stdout.write(`${JSON.stringify(outcome, undefined, 2)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof FunctionFailedError)) throw error;
    process.stderr.write(`${name} failed: ${error.message}\n`);
    return 1;
  }
}

async function codeWithMaps(): Promise<Code> {
  const { functions } = await readTemplate();
  return Object.fromEntries([...functions].map(([name, folder]) => [name, join('dist/local', folder)]));
}

await runScript(async () => debug(await readInvocation('debug', process.argv.slice(2))));
