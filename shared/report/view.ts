import type { Paint } from './paint.ts';

/** How a result is to look to a person. */
export interface View {
  /** Colours what goes to a terminal. */
  readonly paint: Paint;
  /** Whether every violation is shown, and not the findings that they are. */
  readonly occurrences?: boolean;
}
