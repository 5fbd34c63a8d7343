import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuse } from '../../tools/s3-stand-in.ts';
import { audit, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { objectBucket } from '../support/cli/object-bucket.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const keyOf = (index: number) => `trail/${1000 + index}.json.gz`;
const at = (index: number) => ({ eventTime: `2026-10-01T08:${String(index % 60).padStart(2, '0')}:00Z` });
const time = (index: number, hour: number) => `0${hour}:${String(index % 60).padStart(2, '0')}:00`;
const log = (index: number) => ({
  Records: [
    rootRecord(`root-${index}`, at(index)),
    session(`session-${index}`, time(index, 8), time(index, 9)),
    record(`call-${index}`, { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', ...at(index) }),
    // Comes in the file before it, too.
    rootRecord(`root-${index - 1}`, at(index - 1)),
    ...(index % 5 === 0 ? ['damaged'] : []),
  ],
});

/** A bucket that says which objects were asked for, and interrupts, or refuses, where it is told to. */
async function watchedBucket() {
  const state = { asked: [] as string[], interruptAt: '', refused: '', interrupt: () => {} };
  const bucket = await objectBucket({
    answer: ({ key }, response) => {
      if (key === '') return false;
      state.asked.push(key);
      if (key === state.refused) return refuse(response, 403, 'AccessDenied');
      if (key !== state.interruptAt) return false;
      setTimeout(() => state.interrupt(), 50);
      return true;
    },
  });
  const onInterrupt = (callback: () => void) => {
    state.interrupt = callback;
  };
  const folder = await temporaryFolder();
  const words = ['--sessions', '--fail-level', 'never', 's3://bucket/trail'];
  return {
    put: (index: number) => bucket.put(keyOf(index), log(index)),
    state,
    folder: folder.at('state'),
    whole: async () => (await audit(words)).report,
    resume: (more: readonly string[] = []) =>
      audit([...words, '--resume', folder.at('state'), ...more], { onInterrupt }),
  };
}

describe('audit --resume', () => {
  it('goes on where it was interrupted, also after the bucket grew, and comes to the same report', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 15 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
        fc.nat(),
        async (first, later, place) => {
          const { put, state, whole, resume } = await watchedBucket();
          for (const index of first) put(index);
          state.interruptAt = keyOf(first[place % first.length] ?? 0);
          const { code, report } = await resume();
          expect(code).toBe(130);
          expect(report.coverage.interrupted).toBe(true);
          expect(report.coverage.filesRead).toBeLessThan(first.length);
          const read = report.coverage.filesRead;
          for (const index of later) put(index);
          [state.interruptAt, state.asked] = ['', []];
          const { report: resumed } = await resume();
          expect(state.asked).toHaveLength(new Set([...first, ...later]).size - read);
          const { paths: _, ...expected } = await whole();
          expect({ ...resumed, paths: undefined }).toEqual({ ...expected, paths: undefined });
          expect(JSON.stringify(resumed.violations)).toBe(JSON.stringify(expected.violations));
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('tries again what could not be read, and reads what was changed', async () => {
    const { put, state, resume, whole } = await watchedBucket();
    for (const index of [1, 2, 3]) put(index);
    state.refused = keyOf(2);
    const { code, report } = await resume();
    expect(code).toBe(2);
    expect(report.coverage).toMatchObject({
      filesRead: 2,
      filesSkipped: [{ path: `s3://bucket/${keyOf(2)}` }],
    });
    [state.refused, state.asked] = ['', []];
    const { report: again } = await resume();
    expect(again.coverage).toEqual((await whole()).coverage);
    expect(state.asked.slice(0, 1)).toEqual([keyOf(2)]);
  });

  it('judges anew what was read, under another policy', async () => {
    const { put, state, resume, folder } = await watchedBucket();
    put(1);
    expect((await resume()).report.violations).not.toEqual([]);
    const policy = `${folder}.json`;
    await writeFile(
      policy,
      JSON.stringify({ schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } }),
    );
    const { report } = await resume(['--policy', policy]);
    expect(report.violations.filter(({ ruleId }) => ruleId === 'no-root-credentials')).toEqual([]);
    expect(state.asked).toEqual([keyOf(1)]);
  });

  it.each([
    [['--from', '2026-10-01'], 'another --from or --to'],
    [['--observed'], 'or without --observed'],
    [['--max-file-size', '1000'], 'another --max-file-size'],
    [['s3://bucket/other'], 'other paths'],
  ])('refuses to go on with %j', async (words, told) => {
    const { put, resume, folder } = await watchedBucket();
    put(1);
    await resume();
    const { code, stderr } = await command([
      'audit',
      '--sessions',
      '--resume',
      folder,
      's3://bucket/trail',
      ...words,
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain(`--resume \`${folder}\`: was begun with`);
    expect(stderr).toContain(told);
  });

  it('refuses folders of something else, damaged ones, and other archives', async () => {
    const { put, resume, folder } = await watchedBucket();
    const other = await temporaryFolder();
    const file = await other.write('log.json', log(1));
    const ended = async (state: string, path = 's3://bucket/trail') => {
      const { code, stderr } = await command(['audit', '--resume', state, path]);
      return { code, stderr };
    };
    expect(await ended(other.path)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('holds files, and no reading'),
    });
    expect(await ended(folder, file)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('of Amazon S3 (s3://) alone'),
    });
    const both = await command(['audit', '--parts', '--resume', folder, 's3://bucket/trail']);
    expect(both).toMatchObject({ code: 3, stderr: expect.stringContaining('--parts or --resume') });
    put(1);
    await resume();
    await writeFile(join(folder, 'reading.json'), '{');
    expect(await ended(folder)).toMatchObject({ code: 3, stderr: expect.stringContaining('or is damaged') });
  });

  it('takes no notice of what was half written, and tells of a part that is damaged', async () => {
    const { put, resume, folder, whole, state } = await watchedBucket();
    put(1);
    await resume();
    const names = await readdir(folder);
    const [part = '', done = ''] = ['.part.gz', '.done'].map((end) =>
      names.find((name) => name.endsWith(end)),
    );
    await writeFile(join(folder, `other${part}.tmp`), 'half');
    await writeFile(join(folder, 'without-a-part.done'), await readFile(join(folder, done)));
    state.asked = [];
    const { report } = await resume();
    expect(state.asked).toEqual([]);
    expect(report.coverage).toEqual((await whole()).coverage);
    const bytes = await readFile(join(folder, part));
    await writeFile(join(folder, part), bytes.subarray(0, bytes.length - 20));
    const { code, stderr } = await command(['audit', '--sessions', '--resume', folder, 's3://bucket/trail']);
    expect(code).toBe(2);
    expect(stderr).toContain(part);
  });
});
