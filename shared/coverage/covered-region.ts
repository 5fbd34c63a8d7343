/** Seconds for which records have to have come before their absence says anything: a weekend is in it. */
const learningSeconds = 7 * 24 * 3600;
/** Seconds after which a long silence begins to be forgotten. */
const gapSeconds = 28 * 24 * 3600;
/** How many times the longest silence of late is nothing unusual. */
const usualTimes = 2;

/** An account and a Region of it. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Since when records of CloudTrail come from an account and Region. Times are seconds since 1970 UTC. */
export interface CoveredRegion extends Place {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly gaps: Gaps;
}

/** The longest times without a record, in seconds: of the stretch that began at `since`, and of the one before it. */
interface Gaps {
  readonly since: number;
  readonly longest: number;
  readonly before: number;
}

/** How long nothing has come, in seconds, and how long that is nothing unusual there. */
export interface Silence {
  readonly seconds: number;
  readonly toleratedSeconds: number;
  /** `lost` where that is more than is usual; `learning` where too little is known to say so. */
  readonly verdict: 'lost' | 'learning' | 'covered';
}

/** What is known once a record has come; the same where it is no later than what came before. */
export function heardAgain(known: CoveredRegion | undefined, place: Place, at: number): CoveredRegion {
  if (known === undefined)
    return { ...place, firstAt: at, lastAt: at, gaps: { since: at, longest: 0, before: 0 } };
  if (at <= known.lastAt) return known;
  return { ...known, lastAt: at, gaps: withGap(known.gaps, at - known.lastAt, at) };
}

function withGap({ since, longest, before }: Gaps, gap: number, at: number): Gaps {
  return at - since > gapSeconds
    ? { since: at, longest: gap, before: longest }
    : { since, longest: Math.max(longest, gap), before };
}

/**
 * Whether records that used to come no longer do. `leastSeconds` of silence are never a loss; nor is twice the longest
 * silence of the last weeks, or a Region that is used once a week would be one each week; nor anything before records have
 * come for a week.
 */
export function silenceOf(
  { firstAt, lastAt, gaps }: CoveredRegion,
  now: number,
  leastSeconds: number,
): Silence {
  const seconds = Math.max(0, now - lastAt);
  const toleratedSeconds = Math.max(leastSeconds, usualTimes * Math.max(gaps.longest, gaps.before));
  const isKnown = lastAt - firstAt >= learningSeconds;
  const verdict = !isKnown ? 'learning' : seconds > toleratedSeconds ? 'lost' : 'covered';
  return { seconds, toleratedSeconds, verdict };
}
