import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const data = process.env.REAL_DATA ?? '';

describe.skipIf(data === '')('a contract of this project is the one that was agreed on', () => {
  it.each(['submission', 'run', 'policy', 'result'])('%s', (name) => {
    const agreed = join(data, '..', 'contracts', `${name}.schema.json`);
    expect(existsSync(agreed), agreed).toBe(true);
    expect(read(`shared/contracts/${name}.schema.json`)).toEqual(withOwnRules(read(agreed)));
  });
});

/** Rules that this project has beyond what was agreed on. */
const ownRules = ['connection-is-consistent'];

function withOwnRules(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (name, value) =>
    name === 'ruleId' && Array.isArray(value.enum) ? { enum: [...value.enum, ...ownRules] } : value,
  );
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
