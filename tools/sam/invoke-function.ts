import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandOptions, collect, type Ended } from './command.ts';
import { samCommand, samEnvironment } from './sam-command.ts';
import { localTemplate } from './templates.ts';
import { ToolError } from './tool-error.ts';

/** How an invocation ended. */
type Outcome =
  | { readonly kind: 'answered'; readonly response: unknown }
  | { readonly kind: 'failed'; readonly error: FunctionError }
  | { readonly kind: 'timed out' };

/** What Lambda's runtime makes of an error that a function throws. */
interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

export interface Invocation {
  readonly outcome: Outcome;
  /** What the function wrote while it worked. */
  readonly log: string;
}

export interface InvokeOptions extends Pick<CommandOptions, 'echo'> {
  readonly name: string;
  readonly eventFile: string;
  /** Environment variables, of which the function gets those that its template declares. */
  readonly variables: Readonly<Record<string, string>>;
  readonly template?: string;
}

/** The last that Lambda says of an invocation. Then SAM ends the container, which the runtime reports as an error. */
const lastLine = /^REPORT RequestId: .*\n/m;

/** Invokes a function in a container, by `sam local invoke`. The image and the template have to be there already. */
export async function invokeFunction(options: InvokeOptions): Promise<Invocation> {
  const { name, eventFile, variables, template = localTemplate, echo } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-invoke-'));
  try {
    const variablesFile = join(folder, 'variables.json');
    await writeFile(variablesFile, JSON.stringify({ Parameters: variables }));
    const parameters = ['local', 'invoke', name, '--event', eventFile, '--env-vars', variablesFile];
    const ended = await collect(
      await samCommand(),
      [...parameters, '--template', template, '--skip-pull-image'],
      { env: samEnvironment(), echoUntil: lastLine, ...(echo && { echo }) },
    );
    return { outcome: outcomeOf(ended), log: logOf(ended) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** SAM's exit code is 0 for a function that failed, or ran out of time, too: what counts is the answer on stdout. */
function outcomeOf({ code, stdout, stderr }: Ended): Outcome {
  if (stdout.trim() === '') {
    if (code === 0 && /^Function '.*' timed out after /m.test(stderr)) return { kind: 'timed out' };
    throw new ToolError(`no answer from sam local invoke, which ended with ${code}:\n${stderr.trim()}`);
  }
  const response: unknown = JSON.parse(stdout);
  return isError(response) ? { kind: 'failed', error: response } : { kind: 'answered', response };
}

function isError(response: unknown): response is FunctionError {
  return typeof response === 'object' && response !== null && 'errorType' in response;
}

/** Without what SAM says before, and what its end of the container makes the runtime say after. */
function logOf({ stderr }: Ended): string {
  return stderr.replace(/^[\s\S]*^SAM_CONTAINER_ID: .*\n/m, '').replace(/^END RequestId: [\s\S]*/m, '');
}
