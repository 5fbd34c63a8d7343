import type { StandInOrganization } from './cloud.ts';
import { logEntry } from './log-entries.ts';
import { packageOf, plainConnection, plainEndpoints, type TaskParts } from './package-builder.ts';
import { zipped } from './package-content.ts';

/** What must come out nowhere. */
export const canaries = {
  username: 'CANARY-USER',
  password: 'CANARY-PASSWORD',
  secret: 'CANARY-SECRET-KEY',
};

/** The environment of whoever may log in. */
export const credentials = {
  INFORMATICA_USERNAME: canaries.username,
  INFORMATICA_PASSWORD: canaries.password,
};

/** A mapping task of the example organization. */
export type ExampleTask = TaskParts & { readonly id: string; readonly name: string };

/** The id by which the activity log knows a task, as the builder of packages has it. */
export function handleOf(id: string): string {
  return `01CO2Z-${id}`;
}

const [orders, copy] = plainEndpoints;

/** Three tasks: one whose runs are short, one whose runs die of expiry, and one that unloads with a KMS key and no role. */
export const exampleTasks: readonly ExampleTask[] = [
  { id: 'task-short', name: 'orders', more: { scheduleId: '@nightly' } },
  { id: 'task-dies', name: 'events', folder: 'Explore/Web/Nightly', more: { scheduleId: '@weekly' } },
  {
    id: 'task-kms',
    name: 'köpfe',
    endpoints: [
      { name: 'Orders', ...orders, labelled: { ...orders?.labelled, 'Encryption Type': 'SSE-KMS' } },
      { name: 'Copy', ...copy },
    ],
  },
];

/** Runs of the example tasks, newest first. */
export const exampleLog: readonly Record<string, unknown>[] = [
  ...[4, 3, 2, 1].map((runId) =>
    logEntry(handleOf('task-short'), { runId, endedAt: `2026-09-2${runId}T08:00:00.000Z`, seconds: 600 }),
  ),
  logEntry(handleOf('task-short'), { runId: 9, endedAt: '2026-09-10T08:00:00.000Z', seconds: 1, state: 0 }),
  ...[7, 6].map((runId) =>
    logEntry(handleOf('task-dies'), {
      runId,
      endedAt: `2026-09-2${runId}T09:30:00.000Z`,
      seconds: 5400,
      state: 3,
      errorMsg: 'The provided token has expired. (Service: Amazon S3; Error Code: ExpiredToken)',
      runContextType: 'REST-API',
    }),
  ),
  logEntry(handleOf('task-kms'), {
    runId: 1,
    endedAt: '2026-09-28T09:30:00.000Z',
    seconds: 60,
    runContextType: 'ICS_UI',
  }),
];

/** Schedules as the REST API answers them: one that is due tonight, and one that is due in some days. */
const exampleSchedules: readonly object[] = [
  {
    id: '9dMjYg78QCpewd7iS939IzD0000000000002',
    scheduleFederatedId: 'nightly',
    name: 'nightly',
    status: 'enabled',
    startTime: '2026-01-01T22:00:00.000Z',
    endTime: null,
    interval: 'Daily',
    frequency: 1,
    mon: false,
    weekDay: false,
    dayOfMonth: 0,
    unknownMember: {},
  },
  {
    scheduleFederatedId: 'weekly',
    name: 'weekly',
    status: 'enabled',
    startTime: '2026-01-01T22:00:00Z',
    interval: 'Weekly',
    sun: true,
  },
];

/** The stand-in's organization with these tasks. */
export function organizationOf(
  tasks: readonly ExampleTask[] = exampleTasks,
  log: StandInOrganization['log'] = exampleLog,
): StandInOrganization {
  const connection = {
    ...plainConnection,
    params: { ...plainConnection.params, secretKey: canaries.secret, password: canaries.secret },
  };
  return {
    tasks: tasks.map(({ id, name, folder = 'Explore/Sales' }) => ({
      id,
      handle: handleOf(id),
      path: `${folder.replace('Explore/', '')}/${name}`,
    })),
    packageOf: (ids) =>
      zipped(packageOf({ connections: [connection], tasks: tasks.filter(({ id }) => ids.includes(id)) })),
    log,
    schedules: exampleSchedules,
  };
}
