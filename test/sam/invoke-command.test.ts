import { describe, expect, it } from 'vitest';
import { collect } from '../../tools/sam/command.ts';

const violation = 'events/audit-credential-requests.root-get-session-token.json';

const samInvoke = (...parameters: string[]) => collect('node', ['tools/sam/invoke.ts', ...parameters]);

// One at a time: each builds.
describe('npm run sam:invoke', () => {
  it('prints the answer, the violation that was published, and no dead letter', async () => {
    const { code, stdout } = await samInvoke('AuditCredentialRequests', violation);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'answered',
      response: { batchItemFailures: [] },
      published: [
        {
          source: 'sts-warden',
          'detail-type': 'Temporary Credentials Violation',
          detail: { ruleId: 'no-root-credentials' },
        },
      ],
      deadLetters: [],
    });
    expect(code).toBe(0);
  });

  it('exits with 1 where the function fails', async () => {
    const { code, stdout } = await samInvoke('ReviewSubmission', 'events/check-submission.compliant.json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'failed', error: { errorType: 'NotAQueueEventError' } });
    expect(code).toBe(1);
  });

  it.each([
    { wrong: 'an unknown function', parameters: ['Unknown', violation], says: /AuditCredentialRequests/ },
    { wrong: 'no event file', parameters: ['CheckSubmission'], says: /usage: .*<event file>/ },
    {
      wrong: 'an argument too many',
      parameters: ['CheckSubmission', 'events/check-submission.compliant.json', '--debug'],
      says: /usage: .*<event file>/,
    },
    {
      wrong: 'a file that is not there',
      parameters: ['CheckSubmission', 'nowhere.json'],
      says: /nowhere\.json.*\n.*\n {2}events\/check-submission\./,
    },
    {
      wrong: 'a file that is not JSON',
      parameters: ['CheckSubmission', 'LICENSE'],
      says: /LICENSE: .*JSON\n.*\n {2}events\/check-submission\./,
    },
  ])('names what there is for $wrong, and exits with 3', async ({ parameters, says }) => {
    const { code, stdout, stderr } = await samInvoke(...parameters);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });
});
