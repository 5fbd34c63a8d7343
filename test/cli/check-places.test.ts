import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { checked } from '../support/cli/check-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** The first source asks for what STS does not grant. */
const ungrantable = patched(compliantSubmission, {
  sources: [{ name: 'Orders', connection: 'redshift', temporaryCredentialDuration: 60 }],
});

interface Placed {
  readonly source: {
    readonly path: string;
    readonly places?: Readonly<
      Record<string, readonly { readonly pointer: string; readonly line?: number }[]>
    >;
  };
}

/** The places of the violations in a file, in their order. */
async function placesIn(name: string, content: unknown): Promise<unknown[]> {
  const path = await (await temporaryFolder()).write(name, content);
  const { stdout } = await checked([path]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const { source }: Placed = JSON.parse(line);
    return Object.values(source.places ?? {}).flat();
  });
}

const yaml = `# a task
task: { name: nightly }
schemaVersion: '1'
connections:
  a/b:
    type: amazon-redshift-v2
    principalArn: arn:aws:iam::123456789012:root
    iamRoleArn: arn:aws:iam::123456789012:role/stage
sources:
  - name: Orders
    connection: a/b
targets:
  - name: Copy
    connection: a/b
`;

describe('a violation on a submission', () => {
  it.each<[string, string, unknown, object]>([
    ['one line of JSON', 'a.json', ungrantable, { pointer: '/sources/0', line: 1 }],
    ['many lines', 'a.json', JSON.stringify(ungrantable, null, 2), { pointer: '/sources/0', line: 18 }],
    ['a list', 'a.json', [compliantSubmission, ungrantable], { pointer: '/1/sources/0', line: 1 }],
    ['an event', 'a.json', eventOf(ungrantable), { pointer: '/detail/sources/0', line: 1 }],
    ['YAML', 'a.yaml', yaml, { pointer: '/connections/a~1b', line: 6, column: 5 }],
  ])('says where it stands in %s', async (_, name, content, expected) => {
    expect(await placesIn(name, content)).toContainEqual(expect.objectContaining(expected));
  });

  it('has no place where it stands in a text within the file', async () => {
    const message = { eventSource: 'aws:sqs', body: JSON.stringify(ungrantable) };
    expect(await placesIn('a.json', { Records: [message] })).toEqual([]);
  });

  it('has no line in a file that would take long to search', async () => {
    const [place] = await placesIn('a.json', `${' '.repeat(2_000_000)}${JSON.stringify(ungrantable)}`);
    expect(place).toEqual({ pointer: '/sources/0' });
  });
});

function eventOf(detail: object): object {
  return {
    version: '0',
    id: 'a',
    source: 'informatica.mapping',
    'detail-type': 'Mapping Submission Requested',
    account: '123456789012',
    time: '2026-10-01T08:00:00Z',
    region: 'eu-central-1',
    resources: [],
    detail,
  };
}
