import { brokenNow } from './broken-now.ts';
import { changes } from './changes.ts';
import { coverage } from './coverage.ts';
import { diesNext } from './dies-next.ts';
import { exemptions } from './exemptions.ts';
import { notKnown } from './not-known.ts';
import { requesters } from './requesters.ts';
import { rules } from './rules.ts';
import type { Section } from './section.ts';
import { tasks } from './tasks.ts';
import { timeline } from './timeline.ts';

/** All parts of the page, in the order in which somebody asks for them. */
export const sections: readonly Section[] = [
  brokenNow,
  changes,
  diesNext,
  tasks,
  timeline,
  requesters,
  exemptions,
  notKnown,
  rules,
  coverage,
];
