import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSplitter } from '../../shared/archive/json-splitter.ts';
import { RecordScanner } from '../../shared/archive/record-scanner.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { parseTime } from '../../shared/cloudtrail/time.ts';
import { isObject } from '../../shared/json/value.ts';

const scanner = new RecordScanner();

interface Split {
  /** Values that were to be parsed, in their order. */
  readonly parsed: readonly unknown[];
  readonly passed: number;
  readonly times: { readonly first: number; readonly last: number } | undefined;
  readonly faults: readonly string[];
}

/** What comes of a text that comes in pieces. */
function split(bytes: Buffer, cuts: readonly number[]): Split {
  const parsed: unknown[] = [];
  const faults: string[] = [];
  scanner.reset();
  const splitter = new JsonSplitter(
    scanner,
    {
      record: (json) => parsed.push(JSON.parse(json)),
      value: (value) => parsed.push(value),
      line: (text) => faults.push(`line ${text}`),
      malformed: (reason, place) => faults.push(`${place}: ${reason}`),
    },
    1e9,
  );
  let at = 0;
  for (const cut of cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b)) {
    splitter.push(bytes.subarray(at, cut));
    at = cut;
  }
  splitter.push(bytes.subarray(at));
  splitter.end();
  return { parsed, passed: scanner.passed, times: scanner.times, faults };
}

/** Whether nothing is lost with a record that is counted and not looked at. */
function isOfNoConcern(value: unknown): boolean {
  try {
    return isObject(value) && !('addendum' in value) && parseRecord(value) === undefined;
  } catch {
    return false;
  }
}

/** Texts that break what does not follow the structure exactly. */
const decoys = [
  ...['a"b', '\\', '\\\\"', '{', '}', '[{', '}]', '},{', '\n', '\t', 'é', '\u2028', 'x'.repeat(70), '"'],
  ...['sts.amazonaws.com', '"eventSource":"sts.amazonaws.com"', 'ExpiredToken', '{"Records":[', '\\u0073ts.'],
];
const text = fc.oneof(fc.constantFrom(...decoys), fc.string({ maxLength: 90, unit: 'grapheme' }));

type Member = readonly [name: string, value: unknown];

const members: fc.Arbitrary<readonly Member[]> = fc
  .record({
    userIdentity: fc.record({ type: fc.constant('IAMUser'), arn: text }),
    eventSource: fc.constantFrom(
      ...['sts.amazonaws.com', 's3.amazonaws.com', 'ec2.amazonaws.com', 'kms.amazonaws.com', 'aws:s3', null],
      undefined,
    ),
    eventName: fc.constantFrom('AssumeRole', 'GetObject', 'GetCallerIdentity', 'PutObject', 5, undefined),
    errorCode: fc.constantFrom(
      undefined,
      undefined,
      'ExpiredToken',
      'Client.RequestExpired',
      'AccessDenied',
      null,
    ),
    eventTime: fc.constantFrom(
      ...['2026-10-01T08:00:00Z', '2024-02-29T23:59:59Z', '2026-12-31T00:00:00Z', '2026-02-29T08:00:00Z'],
      ...['2026-10-01T08:00:60Z', '2026-10-01 08:00:00', 'soon', undefined],
    ),
    errorMessage: text,
    addendum: fc.constantFrom(undefined, undefined, undefined, { originalEventID: 'x' }),
    requestParameters: fc.oneof(
      fc.constantFrom(
        undefined,
        { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventTime: '2026-10-01T08:00:00Z' },
        [{ eventName: 1 }, [[]]],
        'x'.repeat(300_000),
      ),
      fc.jsonValue({ maxDepth: 3 }),
    ),
    again: fc.constantFrom<Member | undefined>(
      ...[undefined, undefined, undefined],
      ['eventSource', 'sts.amazonaws.com'],
      ['eventName', null],
      ['eventTime', '2026-10-01T08:00:00Z'],
    ),
  })
  .map(({ again, ...fields }) => [
    ...Object.entries(fields).filter(([, value]) => value !== undefined),
    ...(again === undefined ? [] : [again]),
  ]);

/** A record as JSON: its members in any order, with blanks anywhere, names and texts escaped or not. */
const json = fc
  .tuple(members, fc.nat(20), fc.boolean(), fc.nat(9), fc.constantFrom('', '', '', '', ' ', '\n  ', '\r\n\t'))
  .map(([all, turn, isReversed, escaped, blank]) => {
    const ordered = isReversed ? all.toReversed() : all;
    const turned = [...ordered.slice(turn % all.length), ...ordered.slice(0, turn % all.length)];
    const written = turned.map(([name, value]) => {
      const [key, content] = [escapedText(name, escaped === 1), jsonOf(value, escaped === 2)];
      return `${key}${blank}:${blank}${content}`;
    });
    return `{${blank}${written.join(`${blank},${blank}`)}${blank}}`;
  });

function jsonOf(value: unknown, isEscaped: boolean): string {
  return typeof value === 'string' ? escapedText(value, isEscaped) : JSON.stringify(value);
}

function escapedText(value: string, isEscaped: boolean): string {
  if (!isEscaped) return JSON.stringify(value);
  const codes = [...Array(value.length).keys()].map((at) =>
    value.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  return `"${codes.map((code) => `\\u${code}`).join('')}"`;
}

const item = fc.oneof(
  { weight: 12, arbitrary: json },
  {
    weight: 1,
    arbitrary: fc.constantFrom('null', '5', '"x,]"', '[1,{"a":"]"}]', 'true', '{}', '[]', '-1.5e3'),
  },
);
const forms: Readonly<Record<string, (items: readonly string[], between: string) => string>> = {
  'log files one after the other': (items, between) =>
    [items.slice(0, 3), items.slice(3)].map((part) => `{"Records":[${part.join(',')}]}`).join(between),
  'a log file with members around': (items) => `{ "Records" : [ ${items.join(' , ')} ] , "next" : "]}" }`,
  'an array': (items) => `[${items.join(',\n')}]`,
  'a record a line': (items, between) =>
    objects(items)
      .map((one) => one.replaceAll(/[\r\n]/g, ' '))
      .join(between || '\n'),
  'documents pretty-printed': (items, between) =>
    objects(items)
      .map((one) => JSON.stringify(JSON.parse(one), null, 2))
      .join(between),
};

function objects(items: readonly string[]): string[] {
  return items.filter((one) => one.startsWith('{'));
}

/** The values that are passed over; fails where what was parsed is no part of the whole, in its order. */
function passedOver(values: readonly unknown[], parsed: readonly unknown[]): unknown[] {
  const rest = parsed.map((value) => JSON.stringify(value));
  const passed = values.filter((value) => {
    const isParsed = rest[0] === JSON.stringify(value);
    if (isParsed) rest.shift();
    return !isParsed;
  });
  expect(rest).toEqual([]);
  return passed;
}

describe.each(Object.entries(forms))('%s', (form, write) => {
  it('hostile archives, cut anywhere, come out as full parsing has them', () => {
    const isOfObjects = form === 'a record a line' || form === 'documents pretty-printed';
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 8 }),
        fc.constantFrom('', '\n', '\n\n'),
        fc.array(fc.nat(400_000), { maxLength: 6 }),
        (items, between, cuts) => {
          const values = (isOfObjects ? objects(items) : items).map((one) => JSON.parse(one));
          const bytes = Buffer.from(write(items, between));
          const { parsed, passed, times, faults } = split(bytes, cuts);
          expect(faults).toEqual([]);
          expect(parsed.length + passed).toBe(values.length);
          const left = passedOver(values, parsed);
          expect(left.filter((value) => !isOfNoConcern(value))).toEqual([]);
          const seconds = left.map((value) => parseTime((value as { eventTime: string }).eventTime) ?? 0);
          const span = [times?.first, times?.last];
          expect(span).toEqual(
            left.length === 0 ? [undefined, undefined] : [Math.min(...seconds), Math.max(...seconds)],
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('records that no rule concerns are not parsed', () => {
  const record = JSON.stringify({
    eventSource: 's3.amazonaws.com',
    eventName: 'Get',
    eventTime: '2026-10-01T08:00:00Z',
  });
  for (const write of Object.values(forms)) {
    const { passed, parsed } = split(Buffer.from(write([record], '')), []);
    expect(passed + parsed.length).toBe(1);
  }
  expect(split(Buffer.from(`{"Records":[${record},${record}]}`), []).passed).toBe(2);
  expect(split(Buffer.from(`${record}\n${record}\n`), []).passed).toBe(2);
});

describe('a record that a rule concerns is parsed, whichever byte of it is escaped:', () => {
  const quiet = { eventSource: 's3.amazonaws.com', eventName: 'Get', eventTime: '2026-10-01T08:00:00Z' };

  it.each([
    ['sts.amazonaws.com', { ...quiet, eventSource: 'sts.amazonaws.com' }],
    ['ExpiredToken', { ...quiet, errorCode: 'ExpiredToken' }],
    ['Client.RequestExpired', { ...quiet, errorCode: 'Client.RequestExpired' }],
    ['addendum', { ...quiet, addendum: { originalEventID: 'x' } }],
    ['errorCode', { ...quiet, errorCode: 'ExpiredToken' }],
    ['eventSource', { ...quiet, eventSource: 'sts.amazonaws.com' }],
  ])('%s', (text, record) => {
    const json = JSON.stringify(record);
    for (let at = 0; at < text.length; at++) {
      const code = `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
      const escaped = json.replace(text, `${text.slice(0, at)}${code}${text.slice(at + 1)}`);
      expect(split(Buffer.from(`{"Records":[${escaped}]}`), [])).toMatchObject({
        parsed: [record],
        passed: 0,
      });
    }
  });
});
