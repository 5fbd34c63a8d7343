import { type ExportJob, readExportJob } from '../informatica/export-job.ts';
import { isTooManyRequests } from '../informatica/refusal-answer.ts';
import { delayBefore } from './delays.ts';
import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { Organization } from './organization.ts';
import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

/** Objects in one job: the most that the reference recommends. */
export const mostObjects = 1000;
/** Bytes that a package may have at most, zipped. */
const mostPackageBytes = 256 * 1024 * 1024;

const what = 'export';
const jobs = '/public/core/v3/export';
const second = 1000;
const polls = { first: 2 * second, longest: 15 * second, inAll: 60 * 60 * second };
/** Jobs that may fail for "too many requests" before it is left at that. */
const mostTooMany = 6;

/** An export job that Informatica began and did not end well: with fewer objects another one may. */
export class FailedExportError extends OrganizationError {
  override readonly name = 'FailedExportError';
}

/**
 * Exports objects with all that they depend on, and returns the package (zip). At most {@link mostObjects} ids. Throws
 * {@link FailedExportError} where the job fails, and OrganizationError.
 */
export async function exportTasks(
  ids: readonly string[],
  organization: Organization,
  outside: Outside,
): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const job = await endOf(await started(ids, organization), organization, outside);
    if (job.state === 'succeeded') {
      const path = `${jobs}/${encodeURIComponent(job.id)}/package`;
      return organization.ask({ path, mostBytes: mostPackageBytes, what: 'package of the export' });
    }
    if (!isTooManyRequests(job.message) || tries >= mostTooMany)
      throw new FailedExportError(`export: the job failed${organization.quoted(job.message)}`);
    await outside.wait(delayBefore(tries, { retryAfter: undefined, what }, outside), outside.stop);
  }
}

async function started(ids: readonly string[], organization: Organization): Promise<ExportJob> {
  const send = { name: 'sts-warden', objects: ids.map((id) => ({ id, includeDependencies: true })) };
  return jsonAnswer(
    await organization.ask({ path: jobs, send, mostBytes: mostJsonBytes, what }),
    what,
    readExportJob,
  );
}

async function endOf(job: ExportJob, organization: Organization, outside: Outside): Promise<ExportJob> {
  let [state, pause, waited] = [job, polls.first, 0];
  while (state.state === 'running') {
    if (waited >= polls.inAll)
      throw new OrganizationError(
        `export: the job has not ended after ${Math.round(waited / 60 / second)} minutes`,
      );
    await outside.wait(pause, outside.stop);
    waited += pause;
    pause = Math.min(pause * 1.5, polls.longest);
    const path = `${jobs}/${encodeURIComponent(job.id)}`;
    const bytes = await organization.ask({ path, mostBytes: mostJsonBytes, what: 'state of the export' });
    state = jsonAnswer(bytes, what, readExportJob);
  }
  return state;
}
