import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DemoStep } from './demo-steps.ts';
import { run } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Writes one page of all that the demo's commands find out; the commands print nothing. Throws where one of them fails. */
export async function writeDemoPage(
  path: string,
  steps: readonly DemoStep[],
  terminal: Terminal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-demo-'));
  try {
    const saved = steps.map((_, index) => join(folder, `${index}.json`));
    for (const [index, { words, code }] of steps.entries()) {
      const output = ['--quiet', '--format', 'json', '--output', saved[index] ?? ''];
      await mustEnd(code, await run([...words, ...output], terminal), words);
    }
    await mkdir(dirname(path), { recursive: true });
    const words = ['report', ...saved, '--format', 'html', '--output', path];
    await mustEnd(1, await run(words, terminal), words);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function mustEnd(expected: number, code: number, words: readonly string[]): Promise<void> {
  if (code !== expected) throw new Error(`expected exit code ${expected}, got ${code}: ${words.join(' ')}`);
}
