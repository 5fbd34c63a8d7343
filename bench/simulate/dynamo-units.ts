/**
 * `npm run bench:units`: the request units of Amazon DynamoDB that sessions and runs cost, counted over a
 * simulation with the store that TrackSessions has on AWS and a table in memory (docs/scale.md).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoSessions } from '../../shared/aws/records/session-store.ts';
import { plainTable } from '../../shared/report/plain-table.ts';
import { alone } from './assignment.ts';
import { countingTable } from './counting-table.ts';
import { simulate } from './simulate.ts';

const keptSeconds = 400 * 24 * 3600;
const { client, writes, reads, bytes } = countingTable();
const folder = mkdtempSync(join(tmpdir(), 'sts-warden-units-'));
const { sessions, tally, told } = await simulate(
  {
    ...{ sessions: 20_000, tasks: 500, seed: 1, settleSeconds: 900, renewalLeadSeconds: 300, batch: 1 },
    keptSeconds,
    sampleHours: 24,
    disturbances: alone['delay with a tail'],
  },
  folder,
  {
    sessions: (_, { now }) =>
      dynamoSessions({ client: async () => client as never, tableName: 'table', keptSeconds, now }),
  },
);
rmSync(folder, { recursive: true });

const each = (counts: Map<string, number>) =>
  [...counts].map(([kind, count]) => [kind, (count / sessions).toFixed(3)]);
const sum = (counts: Map<string, number>) => [
  'all',
  ([...counts.values()].reduce((total, count) => total + count, 0) / sessions).toFixed(3),
];
const runs = Object.values(tally.runs).reduce((total, count) => total + count, 0);
const tables = [
  plainTable(['Write units', 'a session'], [...each(writes), sum(writes)]),
  plainTable(['Read units', 'a session'], [...each(reads), sum(reads)]),
  plainTable(['Bytes that stand', 'a session'], [...each(bytes()), sum(bytes())]),
  plainTable(
    ['Of each session', ''],
    [
      ['runs', (runs / sessions).toFixed(3)],
      ['messages: records', (told.records / sessions).toFixed(3)],
      ['messages: events', (told.events / sessions).toFixed(3)],
      ['schedules', (told.schedules / sessions).toFixed(3)],
      ['warnings', (tally.warnings / sessions).toFixed(3)],
    ],
  ),
];
process.stdout.write(`${tables.join('\n\n')}\n`);
