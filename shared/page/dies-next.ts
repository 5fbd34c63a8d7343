import { scaleLinear } from 'd3-scale';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
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

/** A task or workload and how long its credentials live, in seconds. */
interface Race {
  readonly name: string;
  readonly liveSeconds: number;
  /** How long it is expected to run; absent where nothing but its dead runs tells. */
  readonly expectedSeconds?: number;
  /** What the credentials would have to live, where that is known to be more than they do. */
  readonly neededSeconds?: number;
  /** Known runs that died of expired credentials. */
  readonly diedRuns?: number;
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
      ...shown.flatMap(({ expectedSeconds = 0, liveSeconds }) => [expectedSeconds, liveSeconds]),
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
  const needed = evidenceOf(decision.violations, 'neededSeconds');
  const died = evidenceOf(decision.violations, 'diedRuns');
  if (shortestSeconds === undefined || (expectedSeconds === undefined && died.length === 0)) return [];
  return [
    {
      name: nameOf(item),
      liveSeconds: shortestSeconds,
      ...(expectedSeconds !== undefined && { expectedSeconds }),
      ...(needed.length > 0 && { neededSeconds: Math.max(...needed) }),
      ...(died.length > 0 && { diedRuns: Math.max(...died) }),
      ...(task?.due !== undefined && { due: task.due }),
    },
  ];
}

function evidenceOf(violations: readonly Violation[], name: string): number[] {
  return violations
    .filter(({ status }) => status !== 'exempted')
    .flatMap(({ evidence }) => numberIn(evidence, name) ?? []);
}

/** A workload whose credentials were issued for too short a time. */
function raceOfRequest({ evidence, subject, status }: Violation): Race[] {
  if (status === 'exempted' || subject.kind !== 'credential-request') return [];
  const [liveSeconds, neededSeconds, expectedSeconds] = [
    numberIn(evidence, 'grantedSeconds'),
    numberIn(evidence, 'neededSeconds'),
    numberIn(evidence, 'expectedSeconds'),
  ];
  const { workload } = evidence as { readonly workload?: unknown };
  if (liveSeconds === undefined || neededSeconds === undefined || expectedSeconds === undefined) return [];
  if (typeof workload !== 'string') return [];
  return [{ name: `workload ${workload}`, expectedSeconds, liveSeconds, neededSeconds }];
}

function numberIn(evidence: object, name: string): number | undefined {
  const value = (evidence as Record<string, unknown>)[name];
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function room({ expectedSeconds = 0, liveSeconds }: Race): number {
  return liveSeconds - expectedSeconds;
}

function dies({ neededSeconds, diedRuns }: Race): boolean {
  return neededSeconds !== undefined || diedRuns !== undefined;
}

/** Those that die before those that do not; of these whichever starts first, then whichever is shortest of time. */
function soonestFirst(one: Race, other: Race): number {
  const start = ({ due = '' }: Race) => Date.parse(due) || Number.POSITIVE_INFINITY;
  if (dies(one) !== dies(other)) return dies(one) ? -1 : 1;
  return start(one) === start(other) ? room(one) - room(other) : start(one) - start(other);
}

function row(race: Race, scale: (seconds: number) => number): Markup {
  const { name, liveSeconds, due } = race;
  const end = percent(scale(liveSeconds));
  return html`<li class="row race" data-find>
    <div class="what">
      <p class="message">${name}</p>
      <p class="cause">${due === undefined ? '' : `starts next ${timeText(due)}`}</p>
    </div>
    <div class="bar">
      <svg aria-hidden="true" width="100%" height="26">
        <rect class="life" x="0" y="1" height="11" width=${end} />
        ${runBar(race, scale)}
        <line class="end" x1=${end} x2=${end} y1="0" y2="26" />
      </svg>
      <p>credentials live <b>${secondsText(liveSeconds)}</b>, ${runText(race)}</p>
    </div>
    <p class="set">${setText(race)}</p>
  </li>`;
}

function runBar(race: Race, scale: (seconds: number) => number): Markup | undefined {
  const { expectedSeconds } = race;
  if (expectedSeconds === undefined) return undefined;
  const state = dies(race) ? 'dies' : 'lives';
  return html`<rect class=${`run ${state}`} x="0" y="14" height="11" width=${percent(scale(expectedSeconds))} />`;
}

function runText({ expectedSeconds, diedRuns }: Race): Markup {
  if (expectedSeconds === undefined)
    return html`<span>and ${counted(diedRuns ?? 0, 'known run')} died when they expired</span>`;
  return html`<span>it runs <b>${secondsText(expectedSeconds)}</b></span>`;
}

function setText(race: Race): Markup {
  const { neededSeconds } = race;
  if (!dies(race)) return html`<span class="badge ok">has room</span>`;
  if (neededSeconds === undefined)
    return html`<span>raise Temporary Credential Duration, or split the task</span>`;
  if (neededSeconds > longestSession)
    return html`<span>AWS STS grants at most ${secondsText(longestSession)}: split the task</span>`;
  return html`<span>set Temporary Credential Duration to at least <b>${neededSeconds} s</b></span>`;
}

function percent(value: number): string {
  return `${Math.max(0, value).toFixed(2)}%`;
}
