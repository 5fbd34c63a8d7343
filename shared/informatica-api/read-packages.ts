import { openZip } from '../archive/open-zip.ts';
import { UnreadableFileError } from '../archive/unreadable-file.ts';
import type { ExportPackage } from '../informatica/export-package.ts';
import type { ListedTask } from '../informatica/object-page.ts';
import { readPackage } from '../informatica/read-package.ts';
import { exportTasks, FailedExportError, mostObjects } from './export-tasks.ts';
import type { Organization } from './organization.ts';
import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

/** Tasks that were exported together, or the reason why each of them was not. */
export type ExportedTasks = { readonly asked: readonly ListedTask[] } & (
  | { readonly read: ExportPackage; readonly bytes: Buffer }
  | { readonly reason: string }
);

/** Jobs that may fail before what is left is given up: one object that cannot be exported is found by some ten. */
const mostFailedJobs = 40;

/**
 * Exports tasks, a thousand at a time, and reads each package as it comes. Where a job fails its tasks are tried by halves:
 * one that cannot be exported hides no other.
 */
export async function* readPackages(
  tasks: readonly ListedTask[],
  organization: Organization,
  outside: Outside,
): AsyncGenerator<ExportedTasks> {
  const batches = chunks(tasks, mostObjects);
  let failedJobs = 0;
  for (let asked = batches.shift(); asked !== undefined; asked = batches.shift()) {
    try {
      const bytes = await exportTasks(
        asked.map(({ id }) => id),
        organization,
        outside,
      );
      yield { asked, bytes, read: await readPackage(await openZip(bytes)) };
    } catch (error) {
      if (error instanceof FailedExportError && asked.length > 1 && ++failedJobs <= mostFailedJobs)
        batches.unshift(...chunks(asked, Math.ceil(asked.length / 2)));
      else yield { asked, reason: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OrganizationError) return error.message;
  if (error instanceof UnreadableFileError) return `package of the export: ${error.message}`;
  throw error;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
