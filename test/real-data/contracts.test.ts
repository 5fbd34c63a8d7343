import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const data = process.env.REAL_DATA ?? '';

describe.skipIf(data === '')('a contract of this project is the one that was agreed on', () => {
  it.each(['submission', 'run', 'policy', 'result'])('%s', (name) => {
    const agreed = join(data, '..', 'contracts', `${name}.schema.json`);
    expect(existsSync(agreed), agreed).toBe(true);
    expect(read(`shared/contracts/${name}.schema.json`)).toEqual(read(agreed));
  });
});

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
