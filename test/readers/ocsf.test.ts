import { describe, expect, it } from 'vitest';
import { readByPython } from '../support/formats/foreign-reader.ts';
import { hostile } from '../support/formats/hostile.ts';
import { rendered, results } from '../support/formats/results.ts';

const all = [results.audit(), results.check(), results.sweep(), results.access()];

function read(events: string): Promise<unknown> {
  return readByPython('read-ocsf.py', events);
}

describe('OCSF, by its own schema', () => {
  it('is a Detection Finding of what was done, a Compliance Finding of what is set', async () => {
    expect(await read(rendered('ocsf', ...all))).toEqual([
      { class: 'detection_finding', faults: [] },
      { class: 'compliance_finding', faults: [] },
      { class: 'compliance_finding', faults: [] },
      { class: 'compliance_finding', faults: [] },
    ]);
  });

  it.each(hostile)('takes %s', async (_, text) => {
    const events = rendered('ocsf', results.check({ message: text, remediation: text }));
    expect(await read(events)).toEqual([{ class: 'compliance_finding', faults: [] }]);
  });

  it('is refused with a member that OCSF does not know, or without one that it wants', async () => {
    const event = JSON.parse(rendered('ocsf', results.audit()));
    const { severity_id: _, ...lacking } = event;
    const broken = [{ ...event, exploit: 'x' }, lacking].map((one) => JSON.stringify(one)).join('\n');
    expect(await read(broken)).toEqual([
      { class: 'detection_finding', faults: [expect.stringContaining('exploit')] },
      { class: 'detection_finding', faults: [expect.stringContaining('severity_id')] },
    ]);
  });
});
