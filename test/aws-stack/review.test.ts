import { describe, expect } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { eventCases } from '../../shared/examples/event-cases.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import { entriesOf, submissionEntry } from '../support/aws-stack/entries.ts';
import { itOnOneStack as it, itWith } from '../support/aws-stack/it.ts';
import { timeless } from '../support/aws-stack/published.ts';
import { messagesIn } from '../support/aws-stack/queue.ts';
import { decisionIn } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';

const functionId = 'ReviewSubmission';
const cases = eventCases.filter(({ name, rawBody }) => name.startsWith('review') && rawBody === undefined);
const readable = cases.filter(({ setAside }) => setAside === undefined);
const unreadable = cases.filter(({ setAside }) => setAside !== undefined);

describe("submissions on the project's bus", () => {
  it.for(readable)(
    '$name comes out as the decision that the command line makes',
    async ({ name }, { stack }) => {
      await putEvents(stack.events, await entriesOf(name, stack.output('EventBusName')));
      await stack.mappingOf(functionId).drain();

      const { stdout } = await command(['check', '--format', 'json', `events/${name}`]);
      const expected = timeless(decisionIn(stdout));
      const type =
        expected.decision === 'allow' ? 'Mapping Submission Allowed' : 'Mapping Submission Blocked';
      const published = await stack.published();
      expect(published.map((event) => [event['detail-type'], timeless(event.detail as Decision)])).toEqual([
        [type, expected],
      ]);
    },
  );

  it.for(unreadable)(
    '$name ends in the dead-letter queue at once, with the reason, and is answered',
    async ({ name }, { stack }) => {
      await putEvents(stack.events, await entriesOf(name, stack.output('EventBusName')));
      expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 1, failed: [] }]);

      const [message] = await stack.take('SubmissionDeadLetterQueueUrl');
      expect(message?.MessageAttributes?.Reason?.StringValue).toMatch(/\w/);
      expect(message?.MessageAttributes?.Reason?.StringValue).not.toMatch(/MUST-NEVER-LEAVE/);
      expect(await stack.published()).toMatchObject([
        {
          'detail-type': 'Mapping Submission Blocked',
          detail: { decision: 'block', malformed: [{ pointer: expect.any(String) }] },
        },
      ]);
    },
  );

  it('those that ask for nothing, or come from elsewhere, do not arrive', async ({ stack }) => {
    const entry = submissionEntry(stack.output('EventBusName'));
    await putEvents(stack.events, [
      { ...entry, Source: 'informatica.mappings' },
      { ...entry, DetailType: 'Mapping Submission Allowed' },
      { ...entry, EventBusName: 'default' },
    ]);
    expect(await messagesIn(stack.sqs, stack.mappingOf(functionId).queueUrl)).toBe(0);
  });

  it('one that comes twice is decided alike, ids and all', async ({ stack }) => {
    const [entry = {}] = await entriesOf('review-submission.root-user.json', stack.output('EventBusName'));
    await putEvents(stack.events, [entry, entry]);
    await stack.mappingOf(functionId).drain();
    const decisions = (await stack.published()).map(({ detail }) => timeless(detail as Decision));
    expect(decisions).toHaveLength(2);
    expect(timeless(decisions[0] as Decision)).toEqual(timeless(decisions[1] as Decision));
  });
});

itWith({ SubmissionSource: 'example.tasks' })(
  'submissions of the source that the operator names arrive, and those of others too',
  async ({ stack }) => {
    const entry = submissionEntry(stack.output('EventBusName'));
    await putEvents(stack.events, [{ ...entry, Source: 'example.tasks' }, entry]);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 2, failed: [] }]);
  },
);
