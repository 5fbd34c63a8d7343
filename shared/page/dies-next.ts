import { scaleLinear } from 'd3-scale';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { type JudgedItem, nameOf } from '../report/task-report.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Picture } from './picture.ts';
import { secondsText } from './seconds-text.ts';
import type { Section } from './section.ts';
import { timeText } from './time-text.ts';

const mostShown = 100;
/** The most that AWS STS issues credentials for, in seconds (API reference of AssumeRole, DurationSeconds). */
const longestSession = 43_200;

/** A task or workload, how long it is expected to run and how long its credentials live, in seconds. */
interface Race {
  readonly name: string;
  readonly expectedSeconds: number;
  readonly liveSeconds: number;
  /** What they would have to live; absent where they live long enough. */
  readonly neededSeconds?: number;
  /** When it starts next, where that is known. */
  readonly due?: string;
}

/** Which task outlives its credentials, how soon, and the value to set; then those that have room. */
export const diesNext: Section = {
  id: 'next',
  title: 'Who dies next',
  content: (picture) => {
    const races = racesIn(picture).sort(soonestFirst);
    if (races.length === 0) return undefined;
    const { shown, left } = mostOf(races, mostShown);
    const longest = Math.max(
      ...shown.flatMap(({ expectedSeconds, liveSeconds }) => [expectedSeconds, liveSeconds]),
    );
    const scale = scaleLinear().domain([0, longest]).range([0, 100]);
    return html`<ul class="rows">${shown.map((race) => row(race, scale))}</ul>
      ${moreMarkup(left, 'task')}`;
  },
};

/** By task and name: the shortest life decides, and the same workload is asked for again and again. */
function racesIn({ items, violations }: Picture): Race[] {
  const races = [...items.flatMap(raceOfTask), ...violations.flatMap(raceOfRequest)];
  const byName = new Map<string, Race>();
  for (const race of races) {
    const known = byName.get(race.name);
    if (known === undefined || room(race) < room(known)) byName.set(race.name, race);
  }
  return [...byName.values()];
}

function raceOfTask(item: JudgedItem): Race[] {
  if ('unreadable' in item) return [];
  const { expectedSeconds, shortestSeconds, decision, task } = item;
  if (expectedSeconds === undefined || shortestSeconds === undefined) return [];
  const needed = decision.violations.flatMap(({ evidence }) => secondsIn(evidence, 'neededSeconds') ?? []);
  return [
    {
      name: nameOf(item),
      expectedSeconds,
      liveSeconds: shortestSeconds,
      ...(needed.length > 0 && { neededSeconds: Math.max(...needed) }),
      ...(task?.due !== undefined && { due: task.due }),
    },
  ];
}

/** A workload whose credentials were issued for too short a time. */
function raceOfRequest({ evidence, subject, status }: Violation): Race[] {
  if (status === 'exempted' || subject.kind !== 'credential-request') return [];
  const [liveSeconds, neededSeconds, expectedSeconds] = [
    secondsIn(evidence, 'grantedSeconds'),
    secondsIn(evidence, 'neededSeconds'),
    secondsIn(evidence, 'expectedSeconds'),
  ];
  const { workload } = evidence as { readonly workload?: unknown };
  if (liveSeconds === undefined || neededSeconds === undefined || expectedSeconds === undefined) return [];
  if (typeof workload !== 'string') return [];
  return [{ name: `workload ${workload}`, expectedSeconds, liveSeconds, neededSeconds }];
}

function secondsIn(evidence: object, name: string): number | undefined {
  const value = (evidence as Record<string, unknown>)[name];
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function room({ expectedSeconds, liveSeconds }: Race): number {
  return liveSeconds - expectedSeconds;
}

/** Those that die before those that do not; of these whichever starts first, then whichever is shortest of time. */
function soonestFirst(one: Race, other: Race): number {
  const dies = (race: Race) => (race.neededSeconds === undefined ? 1 : 0);
  const start = ({ due = '' }: Race) => Date.parse(due) || Number.POSITIVE_INFINITY;
  if (dies(one) !== dies(other)) return dies(one) - dies(other);
  return start(one) === start(other) ? room(one) - room(other) : start(one) - start(other);
}

function row(race: Race, scale: (seconds: number) => number): Markup {
  const { name, expectedSeconds, liveSeconds, neededSeconds, due } = race;
  const runs = secondsText(expectedSeconds);
  const live = secondsText(liveSeconds);
  const state = neededSeconds === undefined ? 'lives' : 'dies';
  return html`<li class="row race" data-find>
    <div class="what">
      <p class="message">${name}</p>
      <p class="cause">${due === undefined ? '' : `starts next ${timeText(due)}`}</p>
    </div>
    <div class="bar">
      <svg role="img" aria-label=${`expected to run ${runs}, credentials live ${live}`} width="100%" height="26">
        <rect class="life" x="0" y="1" height="11" width=${percent(scale(liveSeconds))} />
        <rect class=${`run ${state}`} x="0" y="14" height="11" width=${percent(scale(expectedSeconds))} />
        <line class="end" x1=${percent(scale(liveSeconds))} x2=${percent(scale(liveSeconds))} y1="0" y2="26" />
      </svg>
      <p>credentials live <b>${live}</b>, it runs <b>${runs}</b></p>
    </div>
    <p class="set">${neededSeconds === undefined ? html`<span class="badge ok">has room</span>` : setText(neededSeconds)}</p>
  </li>`;
}

function setText(neededSeconds: number): Markup {
  if (neededSeconds > longestSession)
    return html`<span>AWS STS grants at most ${secondsText(longestSession)}: split the task</span>`;
  return html`<span>set Temporary Credential Duration to at least <b>${neededSeconds} s</b></span>`;
}

function percent(value: number): string {
  return `${Math.max(0, value).toFixed(2)}%`;
}
