import { describe, expect, it } from 'vitest';
import { readByPython } from '../support/formats/foreign-reader.ts';
import { rendered, results } from '../support/formats/results.ts';

function read(findings: string): Promise<unknown> {
  return readByPython('read-asff.py', findings);
}

describe('ASFF, by the model of Security Hub’s API', () => {
  it('is a list of findings of every result', async () => {
    const all = [results.audit(), results.check(), results.sweep(), results.access()];
    expect(await read(rendered('asff', ...all))).toEqual({ faults: [], findings: 4 });
  });

  it('is refused without what Security Hub wants', async () => {
    const [{ Title: _, ...finding }] = JSON.parse(rendered('asff', results.audit()));
    const { faults } = (await read(JSON.stringify([{ ...finding, Exploit: 'x' }]))) as { faults: string[] };
    expect(faults.join('\n')).toMatch(/"Title"[\s\S]*unknown member Exploit/);
  });
});
