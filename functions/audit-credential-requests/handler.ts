import { deployed } from '../deployed.ts';
import { auditCredentialRequests } from './audit-credential-requests.ts';

const { setAside, factsOfRecord, ...common } = deployed('queue', 'goes by the defaults');

/** AuditCredentialRequests as AWS Lambda calls it. */
export const handler = auditCredentialRequests({
  ...common,
  factsOf: factsOfRecord(),
  setAside: setAside(),
});
