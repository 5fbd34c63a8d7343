import { deployed } from '../deployed.ts';
import { notifyFindings } from './notify-findings.ts';

const { setAside, notices, notify, violations, meter, log } = deployed('queue');

/** NotifyFindings as AWS Lambda calls it. */
export const handler = notifyFindings({
  notices: notices(),
  notify: notify(),
  findingsKept: violations.findingsKept,
  setAside: setAside(),
  meter,
  log,
});
