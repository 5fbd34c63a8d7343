import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSplitter } from '../../shared/archive/json-splitter.ts';
import { RecordScanner } from '../../shared/archive/record-scanner.ts';
import { UnreadableFileError } from '../../shared/archive/unreadable-file.ts';

const scanner = new RecordScanner();

/** A request for credentials, or a record of no concern, with an id and something to cut. */
const request = (id: string, more: object = {}) =>
  JSON.stringify({ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventID: id, ...more });
const list = { a: [1, { b: 'text, with "quotes" and {braces}' }], c: null, d: 12.5 };

interface Split {
  readonly ids: unknown[];
  readonly faults: string[];
  readonly lists: number;
  readonly fault: string | undefined;
}

function split(text: string | readonly string[], { size = 1 << 20, mostBytes = 1e9 } = {}): Split {
  const ids: unknown[] = [];
  const faults: string[] = [];
  let fault: string | undefined;
  scanner.reset();
  const take = (value: unknown) => ids.push(...idsIn(value));
  const splitter = new JsonSplitter(
    scanner,
    {
      record: (json) => take(JSON.parse(json)),
      value: take,
      line: (line, place) => faults.push(`${place}: no JSON: ${line.slice(0, 20)}`),
      malformed: (reason, place) => faults.push(`${place}: ${reason}`),
    },
    mostBytes,
  );
  try {
    for (const part of [text].flat()) {
      const bytes = Buffer.from(part);
      for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
    }
    splitter.end();
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    fault = error.message;
  }
  return { ids, faults, lists: splitter.lists, fault };
}

/** The ids of a record or log file; what is neither stands for itself. */
function idsIn(value: unknown): unknown[] {
  const { eventID, Records } = (value ?? {}) as { eventID?: unknown; Records?: unknown };
  return Array.isArray(Records) ? Records.flatMap(idsIn) : [eventID ?? value];
}

describe('of lines one that is damaged hides no other', () => {
  const whole = request('damaged', { requestParameters: list });

  it('wherever it is cut', () => {
    const others = ['a', 'b', 'c'].map((id) => request(id, { requestParameters: list }));
    for (let length = 1; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      for (const at of [0, 1, 3]) {
        const lines = others.toSpliced(at, 0, cut).join('\n');
        const { ids, faults, fault } = split(lines);
        expect({ cut, at, ids, fault }).toEqual({ cut, at, ids: ['a', 'b', 'c'], fault: undefined });
        expect(faults.length).toBeGreaterThan(0);
      }
    }
  });

  it('wherever its beginning is cut off', () => {
    for (let from = 1; from < whole.length; from++) {
      const lines = [whole.slice(from), request('a'), request('b')].join('\n');
      const { ids, faults, fault } = split(lines);
      expect(ids.filter((id) => id === 'a' || id === 'b')).toEqual(['a', 'b']);
      expect(ids.length - 2 + faults.length).toBeGreaterThan(0);
      expect(fault).toBeUndefined();
    }
  });

  it('whatever byte of it is another, in pieces', () => {
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 32, max: 126 }),
        fc.nat(60),
        (at, code, size) => {
          const other = whole.slice(0, at) + String.fromCharCode(code) + whole.slice(at + 1);
          const lines = [request('a'), other, request('b'), request('c')].join('\n');
          const { ids } = split(lines, { size: size + 1 });
          expect(ids.filter((id) => ['a', 'b', 'c'].includes(id as string))).toEqual(['a', 'b', 'c']);
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each(['{"a":"text that is cut', '{"a":', '{"a":{', '{"a":[{"b":1},', '{', 'text', '"text', '{"a":1}}'])(
    'above the size at which one is suspected: %s',
    (first) => {
      const filler = 'x'.repeat(3000);
      const lines = Array.from({ length: 3500 }, (_, index) => request(`id-${index}`, { filler }));
      const { ids, faults, fault } = split([`${first}\n`, `${lines.join('\n')}\n`], {
        mostBytes: 10_000_000,
      });
      expect(fault).toBeUndefined();
      expect(ids.filter((id) => typeof id === 'string')).toHaveLength(3500);
      expect(faults.length).toBeGreaterThan(0);
    },
  );

  it('gives up no document for being large and of several lines', () => {
    const large = JSON.stringify({ eventID: 'large', list: Array(400_000).fill({ a: 'bc' }) }, null, 2);
    expect(split([large, '\n', request('a')])).toMatchObject({ ids: ['large', 'a'], faults: [] });
  });

  it('where a second one is cut in a text, or ends what the first began', () => {
    const begun = '{"a":{"b":1';
    for (const end of ['{"c":"cut', '"c":2}}', '}}', ']']) {
      const { ids, faults } = split([begun, request('a'), request('b'), end, request('c')].join('\n'));
      expect({ end, ids }).toEqual({ end, ids: ['a', 'b', 'c'] });
      expect(faults.length).toBeGreaterThan(0);
    }
  });

  it('is named by its line', () => {
    const { faults } = split([request('a'), '', '{"b":"cut', request('c'), '{"d":', request('e')].join('\n'));
    expect(faults).toEqual([expect.stringMatching(/^line 3: /), expect.stringMatching(/^line 5: /)]);
  });
});

describe('of a list', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => request(id));

  describe.each([
    ['a log file', (items: string) => `{"Records":[${items}]}`],
    ['an array', (items: string) => `[${items}]`],
  ])('%s', (_, write) => {
    it.each<[string, string, string[]]>([
      ['a missing comma', `${a}${b},${c}`, ['a', 'b', 'c']],
      ['two commas', `${a},,${b},${c}`, ['a', 'b', 'c']],
      ['a comma at the end', `${a},${b},${c},`, ['a', 'b', 'c']],
      ['a comma at the beginning', `,${a},${b},${c}`, ['a', 'b', 'c']],
      ['a word between', `${a} and ${b},${c}`, ['a', 'b', 'c']],
      ['a colon between', `${a}:${b},${c}`, ['a', 'b', 'c']],
      ['a word for an item', `${a},word,${b},${c}`, ['a', 'b', 'c']],
    ])('%s is named and hides no item', (_, items, expected) => {
      for (const size of [1, 10, 1000]) {
        const { ids, faults, fault } = split(write(items), { size });
        expect({ ids, fault }).toEqual({ ids: expected, fault: undefined });
        expect(faults).toHaveLength(1);
      }
    });

    it('items that are no objects are taken in their places', () => {
      expect(split(write(`${a},5,"x,]",[1],null,${b}`), { size: 3 })).toMatchObject({
        ids: ['a', 5, 'x,]', [1], null, 'b'],
        faults: [],
      });
    });

    it('what ends too early is told, and what came before is there', () => {
      for (const rest of ['', ',', `,${b?.slice(0, 20)}`, ',5']) {
        const { ids, fault } = split(write(`${a},${c}${rest}`).replace(/\]\}?$/, ''));
        expect({ ids: ids.slice(0, 2), fault }).toEqual({
          ids: ['a', 'c'],
          fault: 'not JSON: the text ends too early',
        });
      }
    });
  });

  it('an empty one counts', () => {
    expect(split('{"Records":[]}[]\n{ "Records" : [ ] }')).toEqual({
      ids: [],
      faults: [],
      lists: 3,
      fault: undefined,
    });
  });

  it.each([1, 5, 1000])('members behind it may hold records, in pieces of %i', (size) => {
    const text = `{"Records":[${a}],"next":"]}","more":{"eventID":"b"}}{"Records":[${c}]}`;
    expect(split(text, { size })).toMatchObject({ ids: ['a', { more: { eventID: 'b' } }, 'c'], faults: [] });
  });

  it('members behind it that are no JSON are told', () => {
    expect(split(`{"Records":[${a}], next}${b}`)).toMatchObject({
      ids: ['a', 'b'],
      faults: [expect.stringMatching(/^behind record 1: not JSON/)],
    });
  });
});

describe('of log files one that is cut off hides no other', () => {
  const log = (...ids: string[]) => `{"Records":[${ids.map((id) => request(id, { list }))}]}`;
  const whole = log('cut-1', 'cut-2');

  // One behind the other, it is cut off within its list: before that it is the beginning of the next one.
  it.each([
    ['a line each', '\n', 1],
    ['one behind the other', '', '{"Records":['.length],
  ])('%s', (_, between, shortest) => {
    for (let length = shortest; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      const { ids, faults, fault } = split([log('a'), cut, log('b'), log('c', 'd')].join(between), {
        size: 99,
      });
      expect({ cut, found: ids.filter((id) => /^[abcd]$/.test(String(id))) }).toEqual({
        cut,
        found: ['a', 'b', 'c', 'd'],
      });
      expect(faults.length + (fault === undefined ? 0 : 1)).toBeGreaterThan(0);
    }
  });

  it('wherever the beginning of one is cut off', () => {
    for (let from = 1; from < whole.length; from++) {
      const { ids } = split([log('a'), whole.slice(from), log('b'), log('c', 'd')].join('\n'));
      expect(ids).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']));
    }
  });

  it.each(['text', 'colon'])('before 512 MiB have come: cut in a %s', (place) => {
    const at = whole.indexOf('"eventSource":') + (place === 'text' ? 18 : 14);
    const many = Array.from({ length: 9000 }, (_, index) =>
      log(`id-${index}`).replace('1,', `"${'x'.repeat(3000)}",`),
    );
    const { ids, fault } = split([log('a'), whole.slice(0, at), ...many], { mostBytes: 12_000_000 });
    expect(fault).toBeUndefined();
    expect(ids).toHaveLength(9001);
  });

  it('where a second one ends what the first began', () => {
    const { ids, faults } = split(
      [whole.slice(0, -30), log('a'), log('b'), whole.slice(-30), log('c')].join('\n'),
    );
    expect(ids).toEqual(['cut-1', 'a', 'b', 'c']);
    expect(faults).toHaveLength(1);
  });

  it('is none for being large and having log files in it', () => {
    const large = JSON.stringify({
      body: Array.from({ length: 3000 }, () => ({ Records: ['x'.repeat(3000)] })),
    });
    expect(split([`[${request('a')},`, large, `,${request('b')}]`])).toMatchObject({
      ids: ['a', { body: { length: 3000 } }, 'b'],
      faults: [],
    });
  });

  it('nor do items of a list that has a line for each', () => {
    const items = ['a', 'b', 'c', 'd'].map((id) => request(id));
    const damaged = items.toSpliced(1, 1, items[1]?.replace('"AssumeRole"', '"AssumeRole') ?? '');
    const { ids, faults, fault } = split(`{"Records":[\n${damaged.join(',\n')}\n]}`);
    expect({ ids, fault }).toEqual({ ids: ['a', 'c', 'd'], fault: undefined });
    expect(faults).toHaveLength(1);
  });

  it('does not read the rest again without end', () => {
    const started = performance.now();
    const { fault } = split('{"Records":[{"a":"\n'.repeat(60_000), { size: 1 << 20 });
    expect(fault).toBe('not JSON: the text ends too early');
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('the limit', () => {
  const options = { mostBytes: 1000, size: 100 };
  const large = { large: 'x'.repeat(3000) };

  it('is of one document, not of the text', () => {
    const many = Array.from({ length: 50 }, (_, index) => request(`id-${index}`));
    for (const text of [many.join('\n'), `{"Records":[${many}]}`, `[${many}]`, many.join('')])
      expect(split(text, options)).toMatchObject({ ids: { length: 50 }, fault: undefined });
  });

  it.each<[string, string]>([
    ['a document', `${request('a')}\n${request('b', large)}`],
    ['an item', `{"Records":[${request('a')},${request('b', large)}]}`],
    ['an item that is no object', `[${request('a')},"${large.large}"]`],
    ['a line', `${request('a')}\n${large.large}`],
    ['what stands behind a list', `{"Records":[${request('a')}],"b":"${large.large}"}`],
  ])('%s above it is told, and what came before is there', (_, text) => {
    expect(split(text, options)).toMatchObject({
      ids: ['a'],
      fault: 'holds a document or line of more than 1000 bytes (raise --max-file-size)',
    });
  });
});
