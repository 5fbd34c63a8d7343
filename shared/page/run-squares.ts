import { counted } from '../json/counted.ts';
import type { TaskRun } from '../report/task-report.ts';
import { html, type Markup } from './markup.ts';
import { secondsText } from './seconds-text.ts';
import { timeText } from './time-text.ts';

const size = 12;
const step = 15;

/** How a run stands to its credentials: `late` ended well after the shortest of them had expired. */
type Kind = TaskRun['end'] | 'late';

const words: Readonly<Record<Kind, string>> = {
  well: 'ended well',
  late: 'ended well, longer than today’s credentials live',
  failed: 'failed',
  died: 'died of expired credentials',
};

/** A square for each run, the latest at the right. `lifeSeconds`: how long the shortest of the task’s credentials live. */
export function runSquares(runs: readonly TaskRun[], lifeSeconds: number | undefined): Markup | undefined {
  if (runs.length === 0) return undefined;
  const inOrder = runs.toReversed().map((run) => ({ ...run, kind: kindOf(run, lifeSeconds) }));
  const kinds = Object.entries(Object.groupBy(inOrder, ({ kind }) => kind));
  const summary = kinds.map(([kind, some]) => `${some.length} ${words[kind as Kind]}`).join(', ');
  return html`<svg
    role="img"
    aria-label=${`${counted(runs.length, 'run')}: ${summary}`}
    width=${inOrder.length * step}
    height=${size}
  >
    ${inOrder.map(
      ({ startedAt, seconds, kind }, index) => html`<rect
        class=${`square ${kind}`} x=${index * step} y="0" width=${size} height=${size} rx="2"
      ><title>${timeText(startedAt)}: ${secondsText(seconds)}, ${words[kind]}</title></rect>`,
    )}
  </svg>`;
}

function kindOf({ end, seconds }: TaskRun, lifeSeconds = Number.POSITIVE_INFINITY): Kind {
  return end === 'well' && seconds > lifeSeconds ? 'late' : end;
}
