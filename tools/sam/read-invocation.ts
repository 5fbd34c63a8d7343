import { readdir, readFile } from 'node:fs/promises';
import { readTemplate } from './templates.ts';
import { UsageError } from './tool-error.ts';

/** What a script is asked to invoke: a function by its logical id, with an event file that holds JSON. */
export interface RequestedInvocation {
  readonly name: string;
  readonly eventFile: string;
}

/** Reads the words after `npm run <script> --`. Throws a {@link UsageError} that lists what there is to choose from. */
export async function readInvocation(
  script: string,
  [name, eventFile, ...further]: readonly string[],
): Promise<RequestedInvocation> {
  const { functions } = await readTemplate();
  const known = [...functions.keys()].join(', ');
  if (name === undefined || eventFile === undefined || further.length > 0)
    throw new UsageError(`usage: npm run ${script} -- <Function> <event file>\nfunctions: ${known}`);
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
