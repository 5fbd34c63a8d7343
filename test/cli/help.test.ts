import { describe, expect, it } from 'vitest';
import { command } from '../support/cli/command.ts';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('help', () => {
  it.each([
    ['of a terminal', 100],
    ['of a wider one', 140],
  ])('is as wide as the line %s', async (_, columns) => {
    const { stdout } = await command(['audit', '--help'], { terminal: true, columns });
    expect(widest(stdout)).toBeLessThanOrEqual(columns);
    expect(widest(stdout)).toBeGreaterThan(columns - 15);
  });

  it('has at most 80 characters a line elsewhere, whatever terminal the process has', async () => {
    const { stdout } = await command(['audit', '--help']);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(widest(stdout)).toBeGreaterThan(65);
  });
});
