import type { Result, ResultKind, Results } from '../report/result.ts';
import type { View } from '../report/view.ts';

/** How a result is to be written. */
export interface FormatView extends View {
  /** This program’s version. */
  readonly version: string;
  /** What was said of the formats’ own options, by their names. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** What a format has to know of whoever reads it; the format cannot be without it. */
export interface FormatOption {
  /** `--<name> <value>`. */
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly pattern: RegExp;
  /** What the pattern expects, in words. */
  readonly expected: string;
}

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
  /** Whether it has no place for what could not be read: whoever writes it says then that the result is not whole. */
  readonly omitsUnread?: true;
  readonly option?: FormatOption;
  /** Writes results, at least one, as one document. */
  readonly render: (results: readonly Result[], view: FormatView) => Iterable<string>;
}

type Renders = {
  readonly [Kind in ResultKind]?: (report: Results[Kind], view: FormatView) => string | Iterable<string>;
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
  view: FormatView,
): Iterable<string> {
  const text = renders[kind]?.(report, view) ?? '';
  return typeof text === 'string' ? [text] : text;
}
