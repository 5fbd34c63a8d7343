/**
 * `npm run sam:invoke -- <Function> <event file>`: builds and invokes a function against an AWS of its own. Prints how it
 * ended, what it published and what it set aside as one JSON document; logs go to stderr. Exits with 0 where the function
 * answered, 1 where it failed or ran out of time, 2 where the invocation did not come about, 3 on wrong usage.
 */
import { readdir, readFile } from 'node:fs/promises';
import { buildFunctions } from './build-functions.ts';
import { succeed } from './command.ts';
import { invokeFunction } from './invoke-function.ts';
import { startLocalAws } from './local-aws.ts';
import { readTemplate } from './templates.ts';
import { runScript, UsageError } from './tool-error.ts';

interface Usage {
  readonly name: string;
  readonly eventFile: string;
}

async function readUsage([name, eventFile, ...further]: readonly string[]): Promise<Usage> {
  const { functions } = await readTemplate();
  const known = [...functions.keys()].join(', ');
  if (name === undefined || eventFile === undefined || further.length > 0)
    throw new UsageError(`usage: npm run sam:invoke -- <Function> <event file>\nfunctions: ${known}`);
  const folder = functions.get(name);
  if (folder === undefined) throw new UsageError(`no function ${name} in template.yaml, which has ${known}`);
  try {
    JSON.parse(await readFile(eventFile, 'utf8'));
  } catch (error) {
    const events = (await readdir('events')).filter((file) => file.startsWith(`${folder}.`));
    const list = events.map((file) => `\n  events/${file}`).join('');
    throw new UsageError(`${eventFile}: ${(error as Error).message}\nevents for ${name}:${list}`);
  }
  return { name, eventFile };
}

async function invoke({ name, eventFile }: Usage): Promise<number> {
  await succeed('tools/sam/image.sh', [], { echo: process.stderr });
  await buildFunctions();
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

await runScript(async () => invoke(await readUsage(process.argv.slice(2))));
