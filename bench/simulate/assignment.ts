/** Seconds that facts take to come: a logarithmic normal distribution, and the most that it gives. */
export interface Delay {
  readonly median: number;
  /** Of a hundred one takes as long, or longer. */
  readonly p99: number;
  readonly most: number;
}

/** What comes between what happens and what the tracker hears of it. Shares are between 0 and 1. */
export interface Disturbances {
  /** Of CloudTrail's records, on their way through Amazon EventBridge. */
  readonly delay: Delay;
  /** Share of records and events that come up to 15 minutes late, past those that happened after them. */
  readonly disorder: number;
  /** Share of records and events that come twice. */
  readonly duplicates: number;
  /** Share of records that never come. */
  readonly lostRecords: number;
  /** Share of events on runs that never come. */
  readonly lostEvents: number;
  /** Seconds by which the clock of an agent, which says when runs start and end, is off at most. */
  readonly skew: number;
  /** Share of the tasks on a shared role whose runs name nothing that tells their sessions from those of others. */
  readonly unnamed: number;
  /** Share of schedules that fire ten minutes late at most, and share of those that fire twice. */
  readonly badSchedules: number;
}

/** What is to be simulated. The same assignment has the same result. */
export interface Assignment {
  /** Sessions after which no run starts any more. */
  readonly sessions: number;
  readonly tasks: number;
  readonly seed: number;
  /** Seconds after a run's end at which it is judged. */
  readonly settleSeconds: number;
  /** Seconds before the end of credentials at which somebody is warned. */
  readonly renewalLeadSeconds: number;
  /** Seconds for which runs that have ended are kept. */
  readonly keptSeconds: number;
  /** Things that happen, facts for the most part, in one unit of work of the store. */
  readonly batch: number;
  /** Hours of the virtual clock from one sample of its course to the next. */
  readonly sampleHours: number;
  readonly disturbances: Disturbances;
}

/** Nothing comes between. */
const undisturbed: Disturbances = {
  delay: { median: 0, p99: 0, most: 0 },
  disorder: 0,
  duplicates: 0,
  lostRecords: 0,
  lostEvents: 0,
  skew: 0,
  unnamed: 0,
  badSchedules: 0,
};

/**
 * What has to be reckoned with. AWS gives no figure for the way through Amazon EventBridge, which is by best effort; to
 * Amazon S3 it says about 5 minutes on average, without a guarantee (CloudTrail User Guide): this is an assumption with
 * a tail beyond the time after which runs are judged.
 */
const usual: Disturbances = {
  delay: { median: 90, p99: 600, most: 3600 },
  disorder: 0.05,
  duplicates: 0.02,
  lostRecords: 0.001,
  lostEvents: 0.001,
  skew: 5,
  unnamed: 0.2,
  badSchedules: 0.02,
};

/** Each disturbance as it is in `usual`, alone. */
export const alone = {
  nothing: undisturbed,
  'delay within settle': { ...undisturbed, delay: { ...usual.delay, most: 890 } },
  'delay with a tail': { ...undisturbed, delay: usual.delay },
  'disorder up to 15 minutes': { ...undisturbed, disorder: usual.disorder },
  duplicates: { ...undisturbed, duplicates: usual.duplicates },
  'bad schedules': { ...undisturbed, badSchedules: usual.badSchedules },
  'lost records': { ...undisturbed, lostRecords: usual.lostRecords },
  'lost events': { ...undisturbed, lostEvents: usual.lostEvents },
  'clock skew': { ...undisturbed, skew: usual.skew },
  'shared roles without names': { ...undisturbed, unnamed: usual.unnamed },
  'all of them': usual,
} as const satisfies Readonly<Record<string, Disturbances>>;
