import { coverageNotes } from '../../shared/aws/records/coverage-notes.ts';
import { deployed } from '../deployed.ts';
import { auditCredentialRequests } from './audit-credential-requests.ts';

const { setAside, factsOfRecord, coverage, ...common } = deployed('queue', 'goes by the defaults');

/** AuditCredentialRequests as AWS Lambda calls it. */
export const handler = auditCredentialRequests({
  ...common,
  factsOf: factsOfRecord(),
  noteCoverage: coverageNotes({ ...common, store: coverage() }),
  setAside: setAside(),
});
