import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.ts';

/** Debian’s Chromium; its own sandbox does not work for root. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** A page in a browser, and what went wrong in it: errors, what its policy refused, what it asked a network for. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens a document from a file, without a network. */
export async function openDocument(
  browser: Browser,
  document: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const path = await (await temporaryFolder()).write('page.html', document);
  const context = await browser.newContext({ offline: true, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`file://${path}`);
  return { page, complaints };
}

/** Gathers what goes wrong in a page from now on; of its own server it may ask. */
export function complaintsOf(page: Page, ownServer?: string): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('request', (request) => {
    const isOwn = ownServer !== undefined && request.url().startsWith(ownServer);
    if (!isOwn && /^(?:https?|wss?):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  return complaints;
}

/** What axe-core finds wrong with a page for those who cannot see, or use no mouse: rule ids, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { readonly axe: typeof axe };
    const { violations } = await inPage.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html)
          .join(' ')}`,
    );
  });
}
