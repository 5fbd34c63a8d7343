import { requiredSeconds } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { dueMessage } from './due.ts';
import { trackSessions } from './track-sessions.ts';

const { setAside, sessions, schedule, ...common } = deployed('queue', 'goes by the defaults');
const scheduleMessage = schedule();

/** TrackSessions as AWS Lambda calls it. */
export const handler = trackSessions({
  ...common,
  store: sessions(),
  schedule: (due, at) => scheduleMessage(dueMessage(due), at),
  settleSeconds: requiredSeconds('RUN_SETTLE_SECONDS'),
  setAside: setAside(),
});
