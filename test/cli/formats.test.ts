import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCommand } from '../../cli/audit.ts';
import { jsonPieces, jsonText } from '../../cli/formats.ts';

describe('a JSON document in pieces', () => {
  it('is the document', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const report = { ...value, absent: undefined, items: [{ absent: undefined, text: 'a\nb' }] };
        expect([...jsonPieces(report)].join('')).toBe(jsonText(report));
      }),
    );
  });
});

describe('a large report', () => {
  const violations = Array.from({ length: 3000 }, (_, index) => ({
    id: `v1-${index}`,
    text: 'x'.repeat(100),
  }));
  const report = { findings: [], violations, coverage: {} };

  it.each(['json', 'jsonl'] as const)(
    'is never one text in %s: there may be more than one can hold',
    (format) => {
      const pieces = [...auditCommand.formats[format](report as never)];
      expect(pieces.length).toBeGreaterThan(3000);
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1000);
    },
  );
});
