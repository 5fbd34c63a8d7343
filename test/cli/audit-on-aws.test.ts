import { describe, expect, it } from 'vitest';
import { readMachineArn } from '../../cli/archive-execution.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:ArchiveMachine-x1';
const trail = 's3://org-trail/AWSLogs/';
const asked = (...words: string[]) => command(['audit', '--on-aws', ...words]);

describe('the ARN that --on-aws takes', () => {
  it.each([
    [machine, { region: 'eu-central-1', isExecution: false }],
    [
      'arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:m',
      { region: 'us-gov-west-1', isExecution: false },
    ],
    [
      'arn:aws:states:eu-central-1:123456789012:execution:m:audit-1',
      { region: 'eu-central-1', isExecution: true },
    ],
  ])('is that of a state machine or an execution: %s', (arn, named) => {
    expect(readMachineArn(arn)).toEqual({ arn, ...named });
  });

  it.each(['sts-warden', 'arn:aws:lambda:eu-central-1:123456789012:function:m', `${machine} `, ''])(
    'is nothing else: `%s`',
    (arn) => expect(readMachineArn(arn)).toBeUndefined(),
  );
});

describe('what --on-aws cannot do is refused before AWS is asked', () => {
  it.each([
    [
      ['stack', trail],
      'expected the ARN of a state machine, which is an output of the stack (ArchiveMachineArn), or of its execution',
    ],
    [[machine, 'trail/'], 'expected one s3://bucket/prefix beside --on-aws'],
    [[machine, trail, 's3://other/'], 'expected one s3://bucket/prefix beside --on-aws'],
    [[machine, '--observed', trail], 'expected no --observed beside --on-aws'],
    [[machine, '--sessions', trail], 'expected no --sessions beside --on-aws'],
    [[machine, '--iam', 'iam.json', trail], 'expected no --iam beside --on-aws'],
    [[machine, '--runs', 'runs.json', trail], 'expected no --runs beside --on-aws'],
    [[machine, '--parts', trail], 'expected no --parts beside --on-aws'],
    [[machine, '--resume', 'state', trail], 'expected no --resume beside --on-aws'],
    [[machine, '--from', '2026-10-02', '--to', '2026-10-01', trail], 'expected `from` to be before `to`'],
  ])('%j', async (words, message) => {
    const { code, stderr } = await asked(...words);
    expect(stderr).toContain(message);
    expect(code).toBe(3);
  });

  it('a policy that is broken', async () => {
    const folder = await temporaryFolder();
    await folder.write('policy.yaml', 'schemaVersion: "1"\nrules: {unknown: {mode: off}}\n');
    const { code, stderr } = await asked(machine, '--policy', folder.at('policy.yaml'), trail);
    expect(stderr).toContain('unknown');
    expect(code).toBe(3);
  });
});
