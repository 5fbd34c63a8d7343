import type { LeftOutByDate } from '../archive/left-out.ts';
import type { FileCoverage, MetAside } from './audit-report.ts';

/** The coverage of all files of several readings, in the order of their paths. */
export function joinCoverage(coverages: readonly FileCoverage[]): FileCoverage {
  const sum = (count: (coverage: FileCoverage) => number) =>
    coverages.reduce((total, coverage) => total + count(coverage), 0);
  return {
    filesRead: sum(({ filesRead }) => filesRead),
    filesSkipped: coverages.flatMap(({ filesSkipped }) => filesSkipped).sort(byPath),
    filesIgnored: sum(({ filesIgnored }) => filesIgnored),
    withoutRecords: joinAsides(coverages.flatMap(({ withoutRecords }) => withoutRecords).sort(byPath)),
    leftOutByDate: joinLeftOut(coverages.flatMap(({ leftOutByDate }) => leftOutByDate ?? [])),
    interrupted: coverages.some(({ interrupted }) => interrupted),
  };
}

/** All were left out for the same times. */
function joinLeftOut(leftOut: readonly LeftOutByDate[]): LeftOutByDate | undefined {
  const [first, ...others] = leftOut;
  if (first === undefined) return undefined;
  return others.reduce(
    (one, other) => ({
      times: one.times,
      files: one.files + other.files,
      folders: one.folders + other.folders,
      goesOn: one.goesOn || other.goesOn,
    }),
    first,
  );
}

function joinAsides(asides: readonly MetAside[]): MetAside[] {
  const met = new Map<string, MetAside>();
  for (const aside of asides) {
    const key = `${aside.treatment} ${aside.kind}`;
    const known = met.get(key);
    met.set(key, known === undefined ? aside : { ...known, count: known.count + aside.count });
  }
  return [...met.values()];
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : Number(one.path > other.path);
}
