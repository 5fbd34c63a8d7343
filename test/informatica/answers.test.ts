import { describe, expect, it } from 'vitest';
import { readActivityPage } from '../../shared/informatica/activity-page.ts';
import { readExportJob } from '../../shared/informatica/export-job.ts';
import { readLoginAnswer } from '../../shared/informatica/login-answer.ts';
import { MalformedAnswerError } from '../../shared/informatica/malformed-answer.ts';
import { readObjectPage } from '../../shared/informatica/object-page.ts';
import { readRefusal } from '../../shared/informatica/refusal-answer.ts';
import { logEntry } from '../support/informatica/log-entries.ts';

describe('the answer of a login', () => {
  it('as it was recorded gives session and address', () => {
    const recorded = {
      products: [{ name: 'Integration Cloud', baseApiUrl: 'https://usw5.dm-us.informaticacloud.com/saas' }],
      userInfo: { sessionId: 'x', id: 'y', name: '', groups: {}, status: 'Active' },
    };
    const expected = { sessionId: 'x', baseUrl: 'https://usw5.dm-us.informaticacloud.com/saas' };
    expect(readLoginAnswer(recorded)).toEqual(expected);
  });

  it('of several products names that of the integration cloud, else the first', () => {
    const products = [
      { name: 'Other', baseApiUrl: 'a' },
      { name: 'Integration Cloud', baseApiUrl: 'b' },
    ];
    const userInfo = { sessionId: 'x' };
    expect(readLoginAnswer({ products, userInfo }).baseUrl).toBe('b');
    expect(readLoginAnswer({ products: products.slice(0, 1), userInfo }).baseUrl).toBe('a');
  });
});

describe('a page of objects', () => {
  it.each<[string, string, string, string]>([
    ['in a project', 'Default/Copy Table', '/Explore/Default', 'Copy Table'],
    ['in a folder of a project', 'Sales/Nightly/köpfe', '/Explore/Sales/Nightly', 'köpfe'],
    ['with the root', '/Explore/Sales/mt', '/Explore/Sales', 'mt'],
    ['in no project', 'mt', '/Explore', 'mt'],
  ])('has a task %s', (_, path, folder, name) => {
    const { tasks } = readObjectPage({ count: 9, objects: [{ id: 'x', path, type: 'MTT', tags: [] }] });
    expect(tasks).toEqual([{ id: 'x', folder, name }]);
  });

  it('tells of an object that is none, and counts it', () => {
    const page = readObjectPage({ count: 3, objects: [{ id: 'x', path: 'a/b' }, { path: 'CANARY' }, null] });
    expect(page).toMatchObject({ count: 3, size: 3, tasks: [{ id: 'x' }] });
    expect(page.unreadable).toEqual([
      'answer of objects: object 2 of a page has no id and path',
      'answer of objects: object 3 of a page has no id and path',
    ]);
  });

  it.each([-1, 1.5, '3', null])('with a count of %j is refused', (count) => {
    expect(() => readObjectPage({ count, objects: [] })).toThrow(MalformedAnswerError);
  });
});

describe('an export job', () => {
  it.each([
    ['IN_PROGRESS', 'running'],
    ['In Progress', 'running'],
    ['QUEUED', 'running'],
    ['SUCCESSFUL', 'succeeded'],
    ['Success', 'succeeded'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'failed'],
    ['constructor', 'failed'],
  ])('in state %s has %s', (state, expected) => {
    const job = { id: 'x', status: { state, message: 'words' }, unknown: 1 };
    expect(readExportJob(job)).toEqual({ id: 'x', state: expected, message: 'words' });
  });

  it.each([{}, { id: 'x' }, { id: 'x', status: {} }, { status: { state: 'FAILED' } }])(
    '%j is none',
    (value) => {
      expect(() => readExportJob(value)).toThrow(MalformedAnswerError);
    },
  );
});

describe('a refusal', () => {
  const v3 = (code: unknown, message = '') => JSON.stringify({ error: { code, message, details: null } });
  const v2 = (code: unknown, description = '') =>
    JSON.stringify({ '@type': 'error', code, description, statusCode: 403 });

  it.each<[string, number, string, ReturnType<typeof readRefusal>]>([
    ['of version 3', 403, v3('FRS_12'), { code: 'FRS_12', isTooMany: false, isSessionOver: false }],
    ['of version 2', 403, v2('UI_10000'), { code: 'UI_10000', isTooMany: false, isSessionOver: false }],
    ['of an ended session', 401, v3('AUTH_01'), { code: 'AUTH_01', isTooMany: false, isSessionOver: true }],
    [
      'of an ended session, as 403',
      403,
      v3('AUTH_01'),
      { code: 'AUTH_01', isTooMany: false, isSessionOver: true },
    ],
    ['of too many requests', 429, '', { code: undefined, isTooMany: true, isSessionOver: false }],
    [
      'of too many requests, in words',
      400,
      v3('X', 'Too  many requests!'),
      { code: 'X', isTooMany: true, isSessionOver: false },
    ],
    ['in HTML', 403, '<html>too many requests', { code: undefined, isTooMany: false, isSessionOver: false }],
    [
      'whose code is no code',
      403,
      v3('CANARY with blanks'),
      { code: undefined, isTooMany: false, isSessionOver: false },
    ],
    ['of nothing', 404, '', { code: undefined, isTooMany: false, isSessionOver: false }],
    ['that is none', 200, '{"code": "x"}', { code: undefined, isTooMany: false, isSessionOver: false }],
  ])('%s', (_, status, text, expected) => {
    expect(readRefusal(status, text)).toEqual(expected);
  });
});

describe('a page of the activity log', () => {
  const entry = (delta: object = {}) => ({
    ...logEntry('task', { runId: 1, endedAt: '2026-09-30T08:00:00Z', seconds: 60 }),
    ...delta,
  });

  it.each([
    ['SCHEDULER', 'schedule'],
    ['ICS_UI', 'hand'],
    ['REST-API', 'rest'],
    ['rest api', 'rest'],
    ['OUTBOUND MESSAGE', 'other'],
    ['constructor', 'other'],
    [undefined, 'other'],
  ])('says of a run by %s who started it: %s', (runContextType, starter) => {
    expect(readActivityPage([entry({ runContextType })], 'task').runs).toMatchObject([{ starter }]);
  });

  it('counts what is no run of the task, and leaves it out', () => {
    const page = readActivityPage(
      [entry(), entry({ objectId: 'other' }), entry({ state: 0 }), 7, null],
      'task',
    );
    expect({ size: page.size, runs: page.runs.length, unreadable: page.unreadable }).toEqual({
      size: 5,
      runs: 1,
      unreadable: [],
    });
  });

  it.each([{}, null, 'x'])('%j is none', (value) => {
    expect(() => readActivityPage(value, 'task')).toThrow(MalformedAnswerError);
  });
});
