import { type Command, Option } from 'commander';
import type { SubmissionRequest } from '../shared/contracts/request-contract.generated.ts';
import { jsonText } from '../shared/json/json-text.ts';
import { type Fields, isObject } from '../shared/json/value.ts';
import { type Asked, readRequest, submissionDocument } from '../shared/proof/read-request.ts';
import { RefusedProofError } from '../shared/proof/refusal.ts';
import { proofHeaders } from '../shared/proof/signed-headers.ts';
import { regionalHost } from '../shared/proof/sts-endpoints.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import type { Hop, Submission } from '../shared/submission/submission.ts';
import { ambientCredentials, ambientRegion } from './credentials.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { presignCallerIdentity } from './presign.ts';
import { hopsToProve } from './provable-hops.ts';
import { documentsIn } from './read-submissions.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { printText } from './write-output.ts';

interface ProveOptions {
  readonly deployment: string;
  readonly connection?: string;
  readonly hop?: 'staging' | 'database';
  readonly profile?: string;
  readonly region?: string;
  readonly endpoint: 'regional' | 'global';
  readonly urlOnly?: boolean;
}

/** The global endpoint, and the Region that a signature for it names. */
const globalEndpoint = { host: 'sts.amazonaws.com', region: 'us-east-1' };

/** Adds `sts-warden prove FILE`. `done` learns its exit code. */
export function addProveCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('prove')
    .argument(
      '<file>',
      'a submission (.json, .yaml), or the output of this command, which gets further proofs; - is standard input',
    )
    .description('Prove to the hook who the requester of a submission’s connection is, by AWS credentials.')
    .requiredOption('--deployment <id>', 'the hook’s id: the stack’s output DeploymentId')
    .option(
      '--connection <key>',
      'a key of the submission’s connections; without it those that name the access key',
    )
    .addOption(new Option('--hop <hop>', 'the way to the credentials').choices(['staging', 'database']))
    .option('--profile <name>', 'the profile of AWS’s configuration files')
    .option('--region <region>', 'the Region whose AWS STS is to answer; without it the configured one')
    .addOption(
      new Option('--endpoint <kind>', 'which endpoint of AWS STS')
        .choices(['regional', 'global'])
        .default('regional'),
    )
    .option('--url-only', 'print the presigned URL alone')
    .addHelpText('after', help)
    .action(async (path: string, options: ProveOptions) => done(await prove(path, options, terminal)));
}

const help = `
Prints the body for POST /v1/submissions. It sends nothing, but for what it
takes to get the credentials. What it prints is a secret for 15 minutes; the
hook takes it once, for this submission and this deployment. It proves that
whoever holds the credentials agrees, not that Informatica’s connection uses
them.

Example:
  sts-warden prove --deployment ID --profile requester submission.json`;

async function prove(path: string, options: ProveOptions, terminal: Terminal): Promise<ExitCode> {
  requireDeployment(options.deployment);
  const troubles: string[] = [];
  const documents = await documentsIn(path, troubles, terminal);
  if (documents.length > 1)
    throw new UsageError(`expected one submission in \`${path}\`, got ${documents.length}`);
  const asked = documents.length === 0 ? undefined : askedIn(documents[0], path, troubles);
  for (const trouble of troubles) tell(terminal, trouble);
  if (asked === undefined) return exitCodes.unreadableInput;
  const { url, hops } = await proofFor(asked.submission, options, terminal.now());
  const kept = asked.proofs.filter(({ hop }) => !hops.includes(hop));
  const body: SubmissionRequest = {
    schemaVersion: '1',
    submission: asked.document,
    proofs: [...kept, ...hops.map((hop) => ({ hop, url }))].map(({ hop, url: presigned }) => ({
      connection: hop.connection.id,
      hop: hop.kind,
      url: presigned,
    })),
  };
  await printText(options.urlOnly === true ? `${url}\n` : jsonText(body), terminal);
  return exitCodes.nothingFound;
}

/** A header's value has no blanks that AWS and this program could read differently. */
function requireDeployment(id: string): void {
  if (!/^[\w.-]{1,128}$/.test(id))
    throw new UsageError(
      '--deployment: expected letters, digits, `-`, `_` and `.`, as in the stack’s output DeploymentId',
    );
}

interface AskedInFile extends Asked {
  /** The submission as it stands in the file. */
  readonly document: Fields;
}

/** `undefined` where the document is no submission; why is then among the troubles. */
function askedIn(value: unknown, path: string, troubles: string[]): AskedInFile | undefined {
  try {
    const asked = readRequest(value);
    const document = submissionDocument(value);
    return isObject(document) ? { ...asked, document } : undefined;
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError || error instanceof RefusedProofError)) throw error;
    troubles.push(`${path}: ${error.message}`);
    return undefined;
  }
}

async function proofFor(
  submission: Submission,
  options: ProveOptions,
  now: Date,
): Promise<{ readonly url: string; readonly hops: readonly Hop[] }> {
  const credentials = await ambientCredentials(options.profile);
  const hops = hopsToProve(submission, options, credentials.accessKeyId);
  const headers = proofHeaders(options.deployment, submission);
  const endpoint = await endpointOf(options);
  return { url: await presignCallerIdentity({ ...endpoint, credentials, headers, now }), hops };
}

async function endpointOf({ endpoint, region, profile }: ProveOptions): Promise<typeof globalEndpoint> {
  if (endpoint === 'global') return globalEndpoint;
  const wanted = region ?? (await ambientRegion(profile));
  if (wanted === undefined)
    throw new UsageError('no Region: expected --region, AWS_REGION, or a Region in the profile');
  const host = regionalHost(wanted);
  if (host === undefined) throw new UsageError(`--region: knows no Region \`${wanted}\``);
  return { host, region: wanted };
}
