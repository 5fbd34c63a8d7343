import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import {
  type Answers,
  type FaultName,
  type FaultRow,
  faultNames,
  faultRole,
  firstRows,
  healthy,
  laterRows,
  refreshRows,
} from '../../shared/examples/fault-table.ts';
import type { DeliveredEvent } from '../support/aws-stack/bus.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { type Asked, ask, empty, listAccount } from '../support/aws-stack/fault-table.ts';
import { itOnOneStackWith } from '../support/aws-stack/it.ts';

/**
 * Cells under way at one time. Those in which a hook waited in vain that should not are asked again, fewer at a time: the
 * machine may be busy.
 */
const atOnce = [4, 2, 1, 1];
/** Days: a listing holds for less. */
const old = 3;
const day = 24 * 3600 * 1000;

/** All that was asked and told, and all that came onto the bus. */
interface Table {
  readonly well: Asked;
  /** Name of a cell → what it was told in the end. */
  readonly cells: ReadonlyMap<string, Asked>;
  readonly asked: readonly Asked[];
  readonly published: readonly DeliveredEvent[];
}

interface Round {
  readonly stack: Deployment;
  readonly ids: string;
  readonly workers: number;
}

interface Cell {
  readonly row: FaultRow;
  readonly fault: FaultName;
}

const cellsOf = (rows: readonly FaultRow[]): Cell[] =>
  rows.flatMap((row) => faultNames.map((fault) => ({ row, fault })));
const nameOf = ({ row, fault }: Cell) => `${row.service}, ${row.operations.join(' and ')}: ${fault}`;
const expectedOf = ({ row, fault }: Cell): Answers => row.except?.[fault] ?? row.answers;

/** Whether nothing was decided where it should have been, or no call came as far as the fault. */
const isToAskAgain = (cell: Cell, { told, met }: Asked) =>
  met.length === 0 || told.some((answer, index) => answer === '503' && expectedOf(cell)[index] !== '503');

/** What a cell was told in the end: who was told 503 asked again, and who was told more has it. */
function inTheEnd(before: Asked | undefined, { told, met, ...asked }: Asked): Asked {
  const best = told.map((answer, index) => (answer === '503' ? (before?.told[index] ?? answer) : answer));
  return { ...asked, told: best, met: [...(before?.met ?? []), ...met] };
}

async function askEach({ stack, ids, workers }: Round, cells: readonly Cell[]): Promise<[Cell, Asked][]> {
  const left = cells.entries();
  const asked: [Cell, Asked][] = [];
  const work = async () => {
    for (const [index, cell] of left) {
      const failing = { operations: cell.row.operations, fault: cell.fault };
      asked.push([cell, await ask(stack, `${ids}-${index}`, failing)]);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return asked;
}

async function askAll(stack: Deployment, ids: string, rows: readonly FaultRow[]) {
  const ended = new Map<Cell, Asked>();
  const all: Asked[] = [];
  let cells = cellsOf(rows);
  for (const [round, workers] of atOnce.entries()) {
    for (const [cell, asked] of await askEach({ stack, ids: `${ids}-${round}`, workers }, cells)) {
      all.push(asked);
      ended.set(cell, inTheEnd(ended.get(cell), asked));
    }
    cells = [...ended].filter(([cell, asked]) => isToAskAgain(cell, asked)).map(([cell]) => cell);
  }
  return { all, cells: [...ended].map(([cell, asked]): [string, Asked] => [nameOf(cell), asked]) };
}

async function fill(stack: Deployment): Promise<Table> {
  await stack.iam.send(
    new CreateRoleCommand({
      RoleName: faultRole.name,
      AssumeRolePolicyDocument: '{}',
      MaxSessionDuration: faultRole.maxSessionDuration,
    }),
  );
  await listAccount(stack, new Date());
  const first = await askAll(stack, 'first', firstRows);
  const well = await ask(stack, 'well');
  const later = await askAll(stack, 'later', laterRows);
  await listAccount(stack, new Date(Date.now() - old * day));
  const outdated = await ask(stack, 'old');
  await empty(stack);
  const never = await ask(stack, 'never');
  const asked = [...first.all, well, ...later.all, outdated, never];
  const cells = new Map([...first.cells, ...later.cells, ['old', outdated], ['never', never]]);
  return { well, cells, asked, published: await stack.published() };
}

const it = itOnOneStackWith({ PolicyInAppConfig: 'true' }).extend<{ table: Table }>({
  table: [async ({ stack }, use) => use(await fill(stack)), { scope: 'file' }],
});

it('a healthy hook blocks all but the good submission', { timeout: 600_000 }, ({ table }) => {
  expect(table.well.told).toEqual(healthy);
});

it('every call of a healthy hook is in the table', ({ table }) => {
  const operations = new Set([...firstRows, ...laterRows].flatMap((row) => row.operations));
  expect(table.well.called.filter((operation) => !operations.has(operation))).toEqual([]);
});

it.for(cellsOf([...firstRows, ...laterRows]).map((cell) => [nameOf(cell), cell] as const))(
  '%s',
  ([name, cell], { table }) => {
    const { told, met } = table.cells.get(name) ?? { told: [], met: [] };
    expect(met).not.toEqual([]);
    expect(told).toEqual(expectedOf(cell));
  },
);

it.for(Object.entries(refreshRows))('a listing of the account is %s', ([name, { answers }], { table }) => {
  expect(table.cells.get(name)?.told).toEqual(answers);
});

it('no cell allows what a healthy hook blocks', ({ table }) => {
  for (const { told } of table.asked)
    expect(told.filter((answer, index) => answer === 'allow' && healthy[index] !== 'allow')).toEqual([]);
});

it('what was told is published, and nothing that a healthy hook would not say', ({ table }) => {
  const decisions = table.published.filter((event) => event['detail-type'].startsWith('Mapping Submission'));
  const published = new Map(
    decisions.map(({ detail }) => {
      const { submissionId, decision } = detail as Decision;
      return [submissionId, decision];
    }),
  );
  const told = table.asked.flatMap(({ byId }) => [...byId]);
  const decided = told.filter(([, answer]) => answer !== '503');
  expect(decided.map(([id]) => [id, published.get(id)])).toEqual(decided);
  const allowed = [...published].filter(([, decision]) => decision === 'allow').map(([id]) => id);
  expect(allowed.filter((id) => !id.endsWith('-good'))).toEqual([]);
});
