import { noFacts } from '../../shared/rules/facts.ts';
import { deployed } from '../deployed.ts';
import { auditCredentialRequests } from './audit-credential-requests.ts';

const { setAside, accessOf, ...common } = deployed('queue', 'goes by the defaults');

/** AuditCredentialRequests as AWS Lambda calls it. */
export const handler = auditCredentialRequests({
  ...common,
  factsOf: async ({ kind, requester }) =>
    kind === 'credential-request'
      ? { ...noFacts, access: await accessOf([requester.principalArn]) }
      : noFacts,
  setAside: setAside(),
});
