import { plainTable } from '../../shared/report/plain-table.ts';
import type { Sample, Simulated } from './simulate.ts';

/** What came of simulations, one column each, by their names. */
export function comparison(simulated: ReadonlyMap<string, Simulated>): string {
  const columns = [...simulated.values()].map(figuresOf);
  const rows = Object.keys(columns[0] ?? {}).map((name) => [
    name,
    ...columns.map((figures) => figures[name] ?? ''),
  ]);
  return plainTable(['', ...simulated.keys()], rows);
}

/** How memory and store grew, by the hours of the virtual clock. */
export function courseOf({ course }: Simulated): string {
  const rows = course.map(
    ({ hours, sessions, processorSeconds, memoryBytes, heapBytes, storeBytes, ...one }) => [
      grouped(hours),
      grouped(sessions),
      grouped(processorSeconds),
      megabytes(memoryBytes),
      megabytes(heapBytes),
      megabytes(storeBytes),
      ...Object.values(one.rows).map(grouped),
      grouped(one.held),
    ],
  );
  const head = [
    ...['Hour', 'Sessions', 'Processor s', 'Memory', 'Heap', 'Store', 'Sessions in it', 'Runs'],
    ...['Ended runs of roles', 'Warnings', 'Runs held by the simulator'],
  ];
  return plainTable(head, rows);
}

/** One line while it goes on, for who has no terminal. */
export function progressLine({ hours, sessions, seconds, processorSeconds, ...one }: Sample): string {
  const verdicts = `${grouped(one.missed)} verdicts missed, ${grouped(one.falseRuns)} false`;
  const sizes = `memory ${megabytes(one.memoryBytes)}, store ${megabytes(one.storeBytes)}`;
  const times = `${grouped(seconds)} s, ${grouped(processorSeconds)} s of a processor`;
  return `hour ${hours}: ${grouped(sessions)} sessions, ${times}, ${sizes}, ${verdicts}`;
}

function figuresOf(one: Simulated): Record<string, string> {
  const { tally, told, sessions, seconds, processorSeconds } = one;
  const { runs, missedRuns, falseWarnings } = tally;
  const facts = told.records + told.events + told.schedules;
  const all = Object.values(runs).reduce((sum, count) => sum + count, 0);
  return {
    Sessions: grouped(sessions),
    Runs: grouped(all),
    ' died of expiry': grouped(runs.died),
    ' left without, and broken': grouped(runs.left),
    ' outlived their credentials': grouped(runs.outlived),
    ' covered': grouped(runs.covered),
    ' in advanced mode': grouped(runs.advanced),
    'Verdicts that missed': grouped(missedRuns.died + missedRuns.left),
    ' of runs that died': grouped(missedRuns.died),
    ' of runs left without': grouped(missedRuns.left),
    'Verdicts that were false': grouped(tally.falseRuns),
    'Verdicts of forgotten runs': grouped(tally.tooLate),
    'Judgements undecided': percent(one.undecided, one.judgements),
    'Warnings needed': grouped(tally.neededWarnings),
    ' missed': grouped(tally.missedWarnings),
    ' too late': grouped(tally.lateWarnings),
    'Warnings given': grouped(tally.warnings),
    ' false: the run had ended': grouped(falseWarnings.ended),
    ' false: it was renewed': grouped(falseWarnings.renewed),
    'Facts told': grouped(facts),
    'Facts a second': grouped(facts / seconds),
    'Sessions a second': grouped(sessions / seconds),
    ' of a processor': grouped(sessions / processorSeconds),
    'Days of the virtual clock': one.days.toFixed(1),
    'Memory at the most': megabytes(one.peakBytes),
    Store: megabytes(one.storeBytes),
  };
}

function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return `${grouped(bytes / 1e6)} MB`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
}
