import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { serveProcess } from '../support/local/serve-process.ts';
import { complaintsOf, startBrowser } from '../support/page/browser.ts';

const blocked = patched(compliantSubmission, {
  submissionId: 's-1',
  task: { name: 'nightly-load' },
  sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }],
});

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** The page of a server in a browser, and a mark in it that a reload would remove. */
async function openLive(url: string) {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints = complaintsOf(page, url);
  const streamed = page.waitForResponse((response) => response.url().endsWith('/events/stream'));
  await page.goto(url);
  await streamed;
  await page.evaluate(() => document.body.setAttribute('data-mark', ''));
  const isReloaded = () => page.evaluate(() => !document.body.hasAttribute('data-mark'));
  return { page, complaints, isReloaded };
}

describe('the page of `serve`', () => {
  it('shows a decision without being loaded again', async () => {
    const served = await serveProcess();
    const { page, complaints, isReloaded } = await openLive(served.url);
    expect(await page.textContent('main')).not.toContain('nightly-load');
    expect((await served.submit(blocked)).status).toBe(403);
    await page.getByText('nightly-load').first().waitFor({ state: 'attached' });
    expect(await page.title()).toMatch(/^STS Warden: 1 /);
    await served.postEvents(JSON.stringify(rootRecord('event-1')));
    await vi.waitUntil(async () => (await page.title()).includes('1 critical'), 10_000);
    expect(await isReloaded()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('goes on when the server is back', async () => {
    const first = await serveProcess();
    const { page, isReloaded } = await openLive(first.url);
    await first.end('SIGKILL');
    const { port } = new URL(first.url);
    const second = await serveProcess({ store: first.store, words: ['--port', port] });
    await second.submit(blocked);
    await page.getByText('nightly-load').first().waitFor({ state: 'attached' });
    expect(await isReloaded()).toBe(false);
  });
});
