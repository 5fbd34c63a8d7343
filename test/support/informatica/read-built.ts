import { openZip } from '../../../shared/archive/open-zip.ts';
import type { SubmissionDocument } from '../../../shared/contracts/submission-contract.generated.ts';
import type { ExportPackage, PackagedTask } from '../../../shared/informatica/export-package.ts';
import { readPackage } from '../../../shared/informatica/read-package.ts';
import {
  type ConnectionParts,
  type EndpointParts,
  type PackageParts,
  packageOf,
  plainConnection,
  plainEndpoints,
  type TaskParts,
} from './package-builder.ts';
import { type PackageContent, zipped } from './package-content.ts';

/** Reads a package that is built from parts, as a zip archive. */
export function built(parts: PackageParts): Promise<ExportPackage> {
  return readContent(packageOf(parts));
}

export async function readContent(content: PackageContent): Promise<ExportPackage> {
  return readPackage(await openZip(zipped(content)));
}

/** The submission that a task is read as. Throws with the reason where it is none. */
export function documentOf(task: PackagedTask | undefined): SubmissionDocument {
  if (task === undefined) throw new Error('no such task');
  if ('unreadable' in task.reading) throw new Error(task.reading.unreadable);
  return task.reading.document;
}

/** Why a task cannot be read. */
export function reasonOf(task: PackagedTask | undefined): string {
  return task !== undefined && 'unreadable' in task.reading ? task.reading.unreadable : 'it can be read';
}

/** A package of one task with the plain source, changed, and the plain target. */
export async function withSource(
  source: Partial<EndpointParts>,
  task: TaskParts = {},
  connection: ConnectionParts = {},
) {
  const [orders, copy] = plainEndpoints as [EndpointParts, EndpointParts];
  const found = await built({
    connections: [{ ...plainConnection, ...connection }],
    tasks: [{ endpoints: [{ ...orders, ...source }, copy], ...task }],
  });
  const document = documentOf(found.tasks[0]);
  return { ...found, document, source: document.sources[0], connection: document.connections.redshift };
}
