import { expect, it } from 'vitest';
import { demoDocument } from '../../tools/pictures/demo-document.ts';
import { accessibilityFaults, openDocument, startBrowser } from '../support/page/browser.ts';

it('the page of the demo opens from a file without a network, and has no fault that axe-core knows', async () => {
  const browser = await startBrowser();
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await openDocument(browser, await demoDocument(), { colorScheme });
      expect(await page.title()).toMatch(/^STS Warden: \d+ critical, \d+ high/);
      expect(await page.locator('main > section').count()).toBeGreaterThanOrEqual(8);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    }
  } finally {
    await browser.close();
  }
});
