import { scaleUtc } from 'd3-scale';
import { counted } from '../json/counted.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import { type Lane, type Night, nightsOf } from './nights.ts';
import { secondsText } from './seconds-text.ts';
import type { Section } from './section.ts';
import { timeText } from './time-text.ts';

const mostNights = 14;
const mostLanes = 100;
/** Sessions of one lane in one night. */
const mostSessions = 500;

type Scale = (time: number) => string;

/** Night by night: runs over the sessions that they lived on, and the sessions of each chain. */
export const timeline: Section = {
  id: 'timeline',
  title: 'Runs and sessions by night',
  content: ({ results }) => {
    const audits = results.flatMap((result) => (result.kind === 'audit' ? [result.report] : []));
    const nights = nightsOf(
      audits.flatMap(({ sessions = [] }) => sessions),
      audits.flatMap(({ runs = [] }) => runs),
    );
    if (nights.length === 0) return undefined;
    const { shown, left } = mostOf(nights, mostNights);
    return html`<p class="source">Times are UTC. A gap is no fault by itself: no task may have been running.</p>
      ${shown.map((night, index) => nightMarkup(night, index === 0))}
      ${moreMarkup(left, 'night')}`;
  },
};

function nightMarkup(night: Night, isLatest: boolean): Markup {
  const scale = scaleUtc()
    .domain([night.from, Math.max(night.to, night.from + 1000)])
    .range([0, 100]);
  const at: Scale = (time) => `${scale(time).toFixed(2)}%`;
  const { shown, left } = mostOf(night.lanes, mostLanes);
  const sessions = night.lanes.reduce((sum, lane) => sum + lane.sessions.length, 0);
  const span = `${timeText(new Date(night.from).toISOString())} to ${timeText(new Date(night.to).toISOString())}`;
  return html`<details class="night" open=${isLatest} data-id=${`night ${night.from}`}>
    <summary>${span}: ${counted(sessions, 'session')} of ${counted(night.lanes.length, 'run or chain', 'runs and chains')}</summary>
    <div class="axis" aria-hidden="true">
      <svg width="100%" height="18">
        ${scale.ticks(6).map((tick) => tickMarkup(at(tick.getTime()), scale.tickFormat(6, '%H:%M')(tick)))}
      </svg>
    </div>
    <ul class="lanes">${shown.map((lane) => laneMarkup(lane, at))}</ul>
    ${moreMarkup(left, 'run or chain')}
  </details>`;
}

function tickMarkup(x: string, label: string): Markup {
  return html`<g><line x1=${x} x2=${x} y1="13" y2="18" /><text x=${x} y="10">${label}</text></g>`;
}

/** Sessions lie on two levels in turn, so that those that overlap are told apart; a run lies below its own. */
function laneMarkup(lane: Lane, at: Scale): Markup {
  const { name, sessions, gaps, run } = lane;
  const { shown, left } = mostOf(sessions, mostSessions);
  return html`<li class="lane" data-find>
    <p class="name">${name}</p>
    <svg role="img" aria-label=${labelOf(lane)} width="100%" height=${run === undefined ? 24 : 36}>
      ${shown.map(
        ({ issuedAt, expiresAt, accessKeyId = '' }, index) => html`<rect
          class="session" x=${at(issuedAt)} y=${index % 2 === 0 ? 2 : 13} height="9" rx="2"
          width=${width(at, issuedAt, expiresAt)}
        ><title>${titleOf(issuedAt, expiresAt, accessKeyId)}</title></rect>`,
      )}
      ${run === undefined ? gapLines(gaps, at) : runBars(run, gaps, at)}
    </svg>
    ${moreMarkup(left, 'session')}
  </li>`;
}

function labelOf({ sessions, gaps, run }: Lane): string {
  const count = counted(sessions.length, 'session');
  const bare = gaps.length === 0 ? 'no gap' : counted(gaps.length, 'gap');
  if (run === undefined) return `${count}, ${bare}`;
  const seconds = gaps.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
  const end = run.died ? ', died of expired credentials' : '';
  return `${count}; the run was ${secondsText(seconds)} without credentials${end}`;
}

function gapLines(gaps: Lane['gaps'], at: Scale): Markup[] {
  return gaps.slice(0, mostSessions).map(
    ({ from, to }) => html`<line class="gap" x1=${at(from)} x2=${at(to)} y1="12" y2="12">
      <title>${secondsText((to - from) / 1000)} between sessions</title>
    </line>`,
  );
}

/** The run, and over it the stretches in which it had no credentials. */
function runBars(run: NonNullable<Lane['run']>, gaps: Lane['gaps'], at: Scale): Markup[] {
  const end = run.died ? 'it died of expired credentials' : 'it did not die of expired credentials';
  return [
    html`<rect class="run lives" x=${at(run.from)} y="26" height="8" width=${width(at, run.from, run.to)}>
      <title>the run: ${titleOf(run.from, run.to, end)}</title>
    </rect>`,
    ...gaps.slice(0, mostSessions).map(
      ({
        from,
        to,
      }) => html`<rect class="run dies" x=${at(from)} y="26" height="8" width=${width(at, from, to)}>
        <title>${secondsText((to - from) / 1000)} without credentials</title>
      </rect>`,
    ),
  ];
}

function width(at: Scale, from: number, to: number): string {
  return `${Math.max(0.15, Number.parseFloat(at(to)) - Number.parseFloat(at(from))).toFixed(2)}%`;
}

function titleOf(from: number, to: number, accessKeyId: string): string {
  const [issued, expires] = [from, to].map((time) => new Date(time).toISOString().slice(0, 19));
  return `${issued} to ${expires} (${secondsText((to - from) / 1000)}) ${accessKeyId}`.trim();
}
