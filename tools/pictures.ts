/**
 * Photographs the page of the demo, in light and dark, for README and documents, and writes down of which page they are:
 * `test:browser` fails where today’s is another. Takes Chromium (`tools/browser/install.sh`).
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../test/support/page/browser.ts';
import { demoDocument, digestOf } from './pictures/demo-document.ts';

const width = 1180;
/** What is photographed: so much from the top of an element on. */
const pictures = [
  { name: 'page', from: 'header', height: 1000 },
  { name: 'next', from: '#next', height: 430 },
  { name: 'night', from: '#timeline', height: 570 },
] as const;

const document = await demoDocument();
const folder = await mkdtemp(join(tmpdir(), 'sts-warden-pictures-'));
const browser = await startBrowser();
try {
  const path = join(folder, 'page.html');
  await writeFile(path, document);
  for (const scheme of ['light', 'dark'] as const) await photograph(browser, path, scheme);
  await writeFile('docs/pictures/made-of.txt', `${digestOf(document)}\n`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

async function photograph(browser: Browser, path: string, colorScheme: 'light' | 'dark'): Promise<void> {
  // So high that nothing is left unpainted for being below the fold.
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 8000 } });
  await page.goto(pathToFileURL(path).href);
  for (const { name, from, height } of pictures) {
    const box = await page.locator(from).first().boundingBox();
    const y = Math.max(0, (box?.y ?? 0) - 16);
    const clip = { x: 0, y, width, height };
    await page.screenshot({ path: `docs/pictures/${name}-${colorScheme}.png`, clip });
  }
  await page.close();
}
