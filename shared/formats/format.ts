import type { Result, ResultKind, Results } from '../report/result.ts';
import type { View } from '../report/view.ts';

/**
 * A format is a value, as a rule is one: its name, for which results it is, and the function that writes them. Results
 * are written in pieces, because they may be more than one text can hold.
 */
export interface Format {
  /** What `--format` takes. */
  readonly name: string;
  /** What it is and who reads it, as half a sentence in Markdown. */
  readonly summary: string;
  readonly results: readonly ResultKind[];
  /** Whether it says what could not be read or understood, in words. */
  readonly isForPeople?: true;
  /** Writes results, at least one, as one document. */
  readonly render: (results: readonly Result[], view: View) => Iterable<string>;
}

type Renders = {
  readonly [Kind in ResultKind]?: (report: Results[Kind], view: View) => string | Iterable<string>;
};

/** A format that writes each kind of result in a way of its own, one result after the other. */
export function ofEach(renders: Renders): Pick<Format, 'results' | 'render'> {
  return {
    results: Object.keys(renders) as ResultKind[],
    *render(results, view) {
      for (const result of results) yield* pieces(renders, result, view);
    },
  };
}

function pieces<Kind extends ResultKind>(
  renders: Renders,
  { kind, report }: Result<Kind>,
  view: View,
): Iterable<string> {
  const text = renders[kind]?.(report, view) ?? '';
  return typeof text === 'string' ? [text] : text;
}
