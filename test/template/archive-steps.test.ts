import { describe, expect, it } from 'vitest';
import { mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

interface Step {
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly IntervalSeconds?: number;
  }[];
  readonly Type: string;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, Step>> };
}

const { DefinitionString } = propertiesOf<{ readonly DefinitionString: { readonly 'Fn::Sub': string } }>(
  await readTemplate(mainTemplate),
  'ArchiveMachine',
);
const { States: states }: { readonly States: Readonly<Record<string, Step>> } = JSON.parse(
  DefinitionString['Fn::Sub'],
);
const all = Object.entries(states).flatMap(([name, state]) => [
  [name, state] as const,
  ...Object.entries(state.ItemProcessor?.States ?? {}),
]);
const tasks = all.filter(([, { Type }]) => Type === 'Task');

/** What becomes of an error: how often it is tried again. */
function triesAgain({ Retry = [] }: Step, error: string): number {
  const isOf = ({ ErrorEquals }: { readonly ErrorEquals: readonly string[] }) =>
    ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');
  return Retry.find(isOf)?.MaxAttempts ?? 0;
}

describe.each(tasks)('%s', (_, step) => {
  it('is tried again for long where Lambda is busy, or Amazon S3 asks to slow down', () => {
    expect(triesAgain(step, 'Lambda.TooManyRequestsException')).toBe(30);
    expect(triesAgain(step, 'ObjectsUnavailableError')).toBe(8);
  });

  it('is tried three times in all where it fails', () => {
    expect(triesAgain(step, 'Runtime.OutOfMemory')).toBe(2);
  });

  it.each(['ArchiveRequestError', 'BrokenPolicyError', 'NotAStepError', 'UnfitPartError'])(
    'is not tried again where no try can mend it: %s',
    (error) => expect(triesAgain(step, error)).toBe(0),
  );
});

it('a batch is given up where it fails, and waits where Lambda has no execution for it', () => {
  const step = states.Read?.ItemProcessor?.States.ReadBatch;
  expect(step?.Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
    [['Lambda.TooManyRequestsException'], 'WaitForExecution'],
    [['States.ALL'], 'GiveUpBatch'],
  ]);
  expect(states.Read?.ItemProcessor?.States.WaitForExecution).toMatchObject({
    Type: 'Wait',
    Next: 'ReadBatch',
  });
});

it('a slice waits where Lambda has no execution for it, and fails the audit where it fails', () => {
  const { JudgeSlice, WaitForExecution } = states.Judge?.ItemProcessor?.States ?? {};
  expect(JudgeSlice?.Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
    [['Lambda.TooManyRequestsException'], 'WaitForExecution'],
  ]);
  expect(WaitForExecution).toMatchObject({ Type: 'Wait', Next: 'JudgeSlice' });
});
