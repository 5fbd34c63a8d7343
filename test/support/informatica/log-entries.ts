/** What a test says of a run in the activity log. */
export interface LoggedRunDelta {
  readonly runId: number | string;
  /** When it ended, ISO 8601 in UTC with a zone. */
  readonly endedAt: string;
  readonly seconds: number;
  readonly state?: number;
  readonly errorMsg?: string;
  readonly runContextType?: string;
  readonly scheduleName?: string;
}

/** The forms in which times in UTC are met. */
const forms: readonly ((time: string) => string)[] = [
  (time) => time,
  (time) => time.replace('Z', ''),
  (time) => time.replace('T', ' ').replace('.000Z', ''),
  (time) => time.replace('Z', '+0000'),
];

/** An entry of the activity log, with members that nobody knows, and its times in one of several forms. */
export function logEntry(
  handle: string,
  { runId, endedAt, seconds, state = 1, ...more }: LoggedRunDelta,
): Record<string, unknown> {
  const form = forms[Number(runId) % forms.length] ?? forms[0];
  const end = Date.parse(endedAt);
  const time = (milliseconds: number) => form?.(new Date(milliseconds).toISOString());
  return {
    '@type': 'activityLogEntry',
    id: `01${handle.slice(0, 6)}C1${runId}`,
    type: 'MTT',
    objectId: handle,
    objectName: 'orders',
    runId,
    agentId: null,
    // Times of the organization's own zone, which are none of ours.
    startTime: '1999-12-31T00:00:00.000Z',
    endTime: '1999-12-31T00:00:01.000Z',
    startTimeUtc: time(end - seconds * 1000),
    endTimeUtc: time(end),
    state,
    runContextType: 'SCHEDULER',
    entries: [{ '@type': 'activityLogEntry', state: 3, objectId: handle }],
    ...more,
  };
}
