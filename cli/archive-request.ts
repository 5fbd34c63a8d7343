import { isObjectAddress } from '../shared/archive/object-address.ts';
import { type ArchiveRequest, ArchiveRequestError, readArchiveRequest } from '../shared/audit/archive-run.ts';
import { formatTime } from '../shared/cloudtrail/time.ts';
import { UsageError } from './errors.ts';
import { policyText } from './load-policy.ts';
import type { NamedTime } from './option-values.ts';
import type { Terminal } from './terminal.ts';

/** What needs files of this machine, or all sessions at once. */
const notOnAws = ['iam', 'observed', 'parts', 'requestPayer', 'resume', 'roles', 'runs', 'sessions'] as const;

/** The options of `sts-warden audit` that say what is judged. */
interface RequestOptions extends Readonly<Partial<Record<(typeof notOnAws)[number], unknown>>> {
  readonly policy?: string;
  readonly from?: NamedTime;
  readonly to?: NamedTime;
  readonly role?: string[];
  readonly account?: string[];
  readonly region?: string[];
}

/** What the state machine is asked: it knows no files of this machine but the policy. Throws {@link UsageError}. */
export async function archiveRequest(
  paths: readonly string[],
  { policy, role: roles, account: accounts, region: regions, ...options }: RequestOptions,
  terminal: Terminal,
): Promise<ArchiveRequest> {
  const [trail] = paths;
  if (trail === undefined || paths.length > 1 || !isObjectAddress(trail))
    throw new UsageError('expected one s3://bucket/prefix beside --on-aws');
  for (const name of notOnAws)
    if (options[name] !== undefined && options[name] !== false)
      throw new UsageError(`expected no --${name.replace('P', '-p')} beside --on-aws`);
  const [from, to] = [options.from, options.to].map((named) => named && formatTime(named(terminal.now())));
  return checked({
    trail,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(accounts !== undefined && { accounts }),
    ...(regions !== undefined && { regions }),
    ...(roles !== undefined && { roles }),
    ...(policy !== undefined && { policy: await policyText(policy) }),
  });
}

function checked(request: ArchiveRequest): ArchiveRequest {
  try {
    return readArchiveRequest(request);
  } catch (error) {
    throw error instanceof ArchiveRequestError ? new UsageError(`--on-aws: ${error.message}`) : error;
  }
}
