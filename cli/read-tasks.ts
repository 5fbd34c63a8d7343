import type { Submission } from '../shared/submission/submission.ts';
import { type Input, type Inputs, readInputs } from './check-inputs.ts';
import type { Terminal } from './terminal.ts';

/** What a path of tasks holds that can be judged, and what of it cannot be read. */
export interface ReadTasks extends Pick<Inputs, 'items' | 'troubles'> {
  readonly submissions: readonly NamedSubmission[];
}

/** A submission, and what people call it. */
interface NamedSubmission {
  readonly title: string;
  readonly submission: Submission;
}

/** Reads export packages, saved sweeps and submissions, each as the submissions that they come to. */
export async function readTasks(paths: readonly string[], terminal: Terminal): Promise<ReadTasks> {
  const { items, troubles } = await readInputs(paths, {}, terminal, () => undefined);
  const unreadable: string[] = [];
  const submissions = items.flatMap((item) => {
    const title = titleOf(item);
    if ('submission' in item) return [{ title, submission: item.submission }];
    const { reading } = item.packaged;
    if (!('unreadable' in reading)) return [{ title, submission: reading.submission }];
    unreadable.push(`${title} (${item.path}): ${reading.unreadable}`);
    return [];
  });
  return { items, submissions, troubles: [...troubles, ...unreadable] };
}

function titleOf(item: Input): string {
  return 'packaged' in item ? `${item.packaged.folder}/${item.packaged.name}` : item.submission.task.name;
}
