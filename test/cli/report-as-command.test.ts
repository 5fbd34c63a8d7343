import { describe, expect, it } from 'vitest';
import { formats } from '../../shared/formats/index.ts';
import { rules } from '../../shared/rules/index.ts';
import { command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import { cloudStandIn } from '../support/informatica/cloud.ts';
import { canaries, credentials, organizationOf } from '../support/informatica/example-organization.ts';
import { packageOf, plainConnection } from '../support/informatica/package-builder.ts';
import { zipped } from '../support/informatica/package-content.ts';

const productArn = 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default';
const iam = 'events/authorization-details.json';
const environment = credentials;

/** What a command is given, and how it is to end. */
interface Case {
  readonly code: number;
  readonly words: readonly string[];
}
type MakeCase = (folder: TemporaryFolder) => Promise<Case>;

/** Against a result of the same command, of which `before` are further words. */
function since(words: readonly string[], code: number, before: readonly string[] = []): MakeCase {
  return async (folder) => {
    const baseline = folder.at('baseline.json');
    await command([...words, ...before, '--format', 'json', '--output', baseline], { environment });
    return { code, words: [...words, '--baseline', baseline] };
  };
}

async function without(folder: TemporaryFolder, ...ids: readonly string[]): Promise<string> {
  const off = Object.fromEntries(ids.map((id) => [id, { mode: 'off' }]));
  return await folder.write('off.json', { schemaVersion: '1', rules: off });
}

const everyRule = rules.map(({ meta }) => meta.id);
const audit = ['audit', 'docs/demo/AWSLogs'];
const check = ['check', 'docs/demo/lake-export.json'];
const checks = [...check, 'docs/demo/nightly-load.json', 'docs/demo/orders-daily.json'];
const access = ['access', '--iam', iam];

const cases: Readonly<Record<string, MakeCase>> = {
  'an audit': async () => ({ code: 1, words: audit }),
  'an audit with sessions': async () => ({ code: 1, words: [...audit, '--sessions'] }),
  'an audit with nothing new': since(audit, 0),
  'an audit with something new': async (folder) => {
    const policy = await without(folder, 'no-root-credentials');
    return await since(audit, 1, ['--policy', policy])(folder);
  },
  'an audit with all rules off': async (folder) => ({
    code: 0,
    words: [...audit, '--policy', await without(folder, ...everyRule)],
  }),
  'an audit of unreadable files': async (folder) => ({
    code: 2,
    words: [...audit, folder.at('nowhere'), await folder.write('log.json', '{"Records": [{"eventName": ')],
  }),
  'an audit with an account of which a part is missing': async (folder) => ({
    code: 2,
    words: [...audit, '--iam', iam, '--iam', await partOfAccount(folder)],
  }),
  'an audit of which filters leave nothing': async () => ({ code: 3, words: [...audit, '--role', 'nobody'] }),
  'a check': async () => ({ code: 1, words: check }),
  checks: async () => ({ code: 1, words: checks }),
  'a check that is allowed': async () => ({
    code: 0,
    words: ['check', 'docs/demo/orders-daily.json', '--iam', iam],
  }),
  'a check with nothing new': since(check, 0),
  'checks with nothing new': since(checks, 0),
  'a check with something new': async (folder) => {
    const policy = await without(folder, 'requester-is-iam-principal', 'duration-is-grantable');
    return await since(checks, 1, ['--policy', policy])(folder);
  },
  'a check with evidence newly missing': async (folder) => {
    const policy = await folder.write('policy.json', { schemaVersion: '1', whenUndecided: 'block' });
    const words = ['check', 'docs/demo/orders-daily.json', '--policy', policy];
    return await since(words, 1, ['--iam', iam])(folder);
  },
  'a check with as much evidence missing as before': async (folder) => {
    const policy = await folder.write('policy.json', { schemaVersion: '1', whenUndecided: 'block' });
    return await since(['check', 'docs/demo/orders-daily.json', '--policy', policy], 0)(folder);
  },
  'a check with all rules off': async (folder) => ({
    code: 0,
    words: [...checks, '--policy', await without(folder, ...everyRule)],
  }),
  'checks of unreadable files': async (folder) => ({
    code: 2,
    words: [...checks, folder.at('nowhere.json'), await folder.write('broken.json', '{')],
  }),
  'a check with an account of which a part is missing': async (folder) => ({
    code: 2,
    words: [...check, '--iam', iam, '--iam', await partOfAccount(folder)],
  }),
  'a check of a package': async (folder) => ({
    code: 2,
    words: ['check', await packageIn(folder)],
  }),
  'a check of a package with nothing new': async (folder) =>
    await since(['check', await packageIn(folder)], 2)(folder),
  access: async () => ({ code: 1, words: access }),
  'access with nothing new': since(access, 0),
  'access with the rule off': async (folder) => ({
    code: 0,
    words: [...access, '--policy', await without(folder, 'requester-has-no-access')],
  }),
  'access of some': async () => ({ code: 1, words: [...access, '--principal', '*power*'] }),
  'access with an account of which a part is missing': async (folder) => ({
    code: 2,
    words: [...access, '--iam', await partOfAccount(folder)],
  }),
};

/** A package with a task that cannot be read, and with an attribute that is not understood. */
function packageIn(folder: TemporaryFolder): Promise<string> {
  const connections = [{ ...plainConnection, params: { ...plainConnection.params, odd: 'x' } }];
  const tasks = [{ name: 'one' }, { name: 'broken', more: { mappingId: '@elsewhere' } }];
  return folder.write('export.zip', zipped(packageOf({ connections, tasks })));
}

/** Of an account a document that names no policies. */
function partOfAccount(folder: TemporaryFolder): Promise<string> {
  return folder.write('part.json', { UserDetailList: [{ UserName: 'x' }], IsTruncated: true, Marker: 'm' });
}

/** Of each format, what the command writes and ends with, and what `report` of its saved result does. */
async function expectSame({ code, words }: Case, folder: TemporaryFolder): Promise<void> {
  for (const saved of ['json', 'jsonl']) {
    const path = folder.at(`saved.${saved}`);
    await command([...words, '--format', saved, '--output', path], { environment });
    for (const { name, option } of formats) {
      const form = ['--format', name, ...(option === undefined ? [] : [`--${option.name}`, productArn])];
      const direct = await command([...words, ...form], { environment });
      const again = await command(['report', path, ...form]);
      expect([name, saved, again]).toEqual([name, saved, direct]);
      expect([name, direct.code]).toEqual([name, code]);
    }
  }
}

describe('report writes the same bytes, tells the same and ends the same as', () => {
  it.each(Object.entries(cases))('%s', async (_, make) => {
    const folder = await temporaryFolder();
    await expectSame(await make(folder), folder);
  });

  it.each(['a sweep', 'a sweep with nothing new', 'a sweep with an account of which a part is missing'])(
    '%s',
    async (name) => {
      const { username, password } = canaries;
      const cloud = await cloudStandIn(organizationOf(), { username, password });
      try {
        const folder = await temporaryFolder();
        const words = ['sweep', '--login-url', cloud.url];
        if (name.endsWith('new')) return await expectSame(await since(words, 0)(folder), folder);
        if (!name.endsWith('off')) return await expectSame({ code: 1, words }, folder);
        const broken = await partOfAccount(folder);
        await expectSame({ code: 2, words: [...words, '--iam', iam, '--iam', broken] }, folder);
      } finally {
        await cloud.close();
      }
    },
  );
});
