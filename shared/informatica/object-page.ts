import { isObject } from '../json/value.ts';
import { listMember, objectOf } from './answer-members.ts';
import { MalformedAnswerError } from './malformed-answer.ts';

/** A mapping task as the list of objects has it. */
export interface ListedTask {
  /** Federated id, the package's `frsGuid`. */
  readonly id: string;
  readonly name: string;
  /** The project and folders above it, as packages have them: `/Explore/Sales`. */
  readonly folder: string;
}

/** A page of `GET /public/core/v3/objects`. */
export interface ObjectPage {
  /** How many objects there are on all pages. */
  readonly count: number;
  /** How many are on this page, whether they can be read or not. */
  readonly size: number;
  readonly tasks: readonly ListedTask[];
  /** What of the page cannot be read, a line each. */
  readonly unreadable: readonly string[];
}

const what = 'answer of objects';

/** Reads a page of the list of objects (REST API Reference, "Objects", version 3). Throws MalformedAnswerError. */
export function readObjectPage(value: unknown): ObjectPage {
  const page = objectOf(value, what);
  const objects = listMember(page, 'objects', what);
  if (typeof page.count !== 'number' || !Number.isSafeInteger(page.count) || page.count < 0)
    throw new MalformedAnswerError(`${what}: expected \`count\` to be a whole number`);
  const tasks = objects.map(listedTask);
  return {
    count: page.count,
    size: objects.length,
    tasks: tasks.filter((task) => task !== undefined),
    unreadable: tasks.flatMap((task, index) =>
      task === undefined ? [`${what}: object ${index + 1} of a page has no id and path`] : [],
    ),
  };
}

function listedTask(value: unknown): ListedTask | undefined {
  if (!isObject(value)) return undefined;
  const { id, path } = value;
  if (typeof id !== 'string' || id === '' || typeof path !== 'string' || path === '') return undefined;
  const steps = path.split('/').filter((step) => step !== '');
  const within = steps[0] === 'Explore' ? steps.slice(1) : steps;
  return { id, name: within.at(-1) ?? path, folder: ['', 'Explore', ...within.slice(0, -1)].join('/') };
}
