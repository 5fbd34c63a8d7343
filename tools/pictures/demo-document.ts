import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoPage } from '../../cli/demo-page.ts';
import { demoCloud, demoSteps, demoTerminal } from '../../cli/demo-steps.ts';
import { processTerminal } from '../../cli/terminal.ts';

/** The morning after the night that the demo is of. */
const now = new Date('2026-10-01T09:00:00Z');

/** The page that `npm run demo` writes, as of always the same morning. */
export async function demoDocument(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-demo-'));
  const cloud = await demoCloud();
  try {
    const path = join(folder, 'page.html');
    const terminal = demoTerminal({ ...processTerminal, now: () => now });
    await writeDemoPage(path, demoSteps(cloud.url), terminal);
    return await readFile(path, 'utf8');
  } finally {
    await cloud.close();
    await rm(folder, { recursive: true });
  }
}

/** What tells a page from another one. */
export function digestOf(document: string): string {
  return `sha256:${createHash('sha256').update(document).digest('hex')}`;
}
