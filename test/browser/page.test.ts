import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';
import { accessOf, auditOf, checkOf, submissionViolation } from '../support/formats/results.ts';
import { accessibilityFaults, openDocument, startBrowser } from '../support/page/browser.ts';
import { documentOf, everything } from '../support/page/everything.ts';
import { largeAudit } from '../support/page/large-audit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

/** The messages of the findings that can be seen. */
function shownFindings(page: Page): Promise<string[]> {
  return page.locator('#broken .message:visible').allInnerTexts();
}

describe('the page as a file', () => {
  it.each([
    ['in light', { colorScheme: 'light' }],
    ['in dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ] as const)('has no fault that axe-core knows, %s, and complains of nothing', async (_, options) => {
    const { page, complaints } = await openDocument(browser, documentOf(...everything()), options);
    await openAll(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is dark where the reader’s system is', async () => {
    const ground = async (colorScheme: 'light' | 'dark') => {
      const { page } = await openDocument(browser, documentOf(...everything()), { colorScheme });
      return await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    };
    expect([await ground('light'), await ground('dark')]).toEqual(['rgb(247, 248, 250)', 'rgb(16, 19, 24)']);
  });

  it('is no wider than a phone, whatever it says', async () => {
    const subject = { ...violationOf('a').subject, requester: 'x'.repeat(500), roleArn: 'y'.repeat(500) };
    const shown = [...everything(), auditOf([violationOf('a', { message: 'z'.repeat(900), subject })])];
    const viewport = { width: 360, height: 740 };
    const { page } = await openDocument(browser, documentOf(...shown), { viewport });
    await openAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
  });

  it('is used by keyboard alone', async () => {
    const { page } = await openDocument(browser, documentOf(...everything()));
    const press = (key: string) => page.keyboard.press(key);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await press('Tab');
    expect(await focused()).toBe('ids');
    await press('Enter');
    await expect.poll(() => page.locator('#broken details[open]').count()).toBe(1);
    await press('/');
    await page.keyboard.type('contradicts');
    expect(await shownFindings(page)).toEqual(['contradicts']);
    await press('Escape');
    expect(await shownFindings(page)).toHaveLength(6);
  });

  it('shows what is searched for, whatever part of it is named', async () => {
    const { page } = await openDocument(browser, documentOf(...everything()));
    for (const [words, messages] of [
      ['CONTRADICTS', ['contradicts']],
      ['connection-is-consistent', ['contradicts']],
      ['contradicts nightly', []],
      ['no such thing', []],
    ] as const) {
      await page.fill('#search', words);
      expect(await shownFindings(page)).toEqual(messages);
    }
    expect(await page.locator('#matches').textContent()).toBe('0 shown');
  });

  it('shows the severities that are wanted, and says how many of how many', async () => {
    const { page } = await openDocument(browser, documentOf(...everything()));
    await page.getByRole('checkbox', { name: 'critical' }).uncheck();
    expect(await shownFindings(page)).toEqual(['contradicts']);
    await page.getByRole('checkbox', { name: 'critical' }).check();
    expect(await page.locator('#matches').textContent()).toBe('');
    await page.fill('#search', 'tasks/nightly.json');
    expect(await page.locator('#broken [data-shown]:visible').allInnerTexts()).toEqual(['1 of 2 findings']);
  });

  it('is read without its program', async () => {
    const options = { javaScriptEnabled: false };
    const { page } = await openDocument(browser, documentOf(...everything()), options);
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('#broken').textContent()).toContain('contradicts');
  });

  it('prints what is folded, and no filters', async () => {
    const { page } = await openDocument(browser, documentOf(...everything()));
    const id = page.locator('#broken details code').first();
    expect([await page.locator('#filters').isVisible(), await id.isVisible()]).toEqual([true, false]);
    await page.emulateMedia({ media: 'print' });
    expect([await page.locator('#filters').isVisible(), await id.isVisible()]).toEqual([false, true]);
  });
});

/** What a text becomes: plain, and no longer than people bear. */
function expected(text: string): string {
  const most = 1000;
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.toWellFormed().replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|(?<=##)\[/gu, '\ufffd');
}

/** The kinds of elements that the page has by itself. */
const ownKinds = [
  ...new Set(Array.from(documentOf(...everything()).matchAll(/<([a-z]\w*)/g), ([, name]) => name)),
];

/** Opens a document, and says which kinds of elements are in it. */
async function elementsIn(document: string) {
  const { page, complaints } = await openDocument(browser, document);
  await openAll(page);
  const names = await page.locator('*').evaluateAll((all) => all.map(({ localName }) => localName));
  return { page, complaints, kinds: [...new Set(names)].sort() };
}

describe('texts of others', () => {
  const long = ['a name of a megabyte', `<b>${'x'.repeat(1_000_000)}`] as const;

  it.each([...hostile, long])('come out as text: %s', async (_, text) => {
    const subject = { ...violationOf('a').subject, requester: text, roleArn: text, task: text };
    const texts = { message: text, remediation: text, title: text, references: [text] };
    const { page, complaints, kinds } = await elementsIn(
      documentOf(
        auditOf([violationOf('a', { ...texts, subject })], {
          filesSkipped: [{ path: text, reason: text }],
          undecided: [{ ruleId: 'x', missing: text, count: 1, requesterCount: 1, requesters: [text] }],
        }),
        checkOf([submissionViolation('b', { ...texts, subject: { ...subject, kind: 'submission' } })], {
          path: text,
          name: text,
        }),
        accessOf([violationOf('c', { ...texts, subject: { ...subject, kind: 'principal' } })]),
      ),
    );
    expect(kinds.filter((kind) => !ownKinds.includes(kind))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.locator('#broken .message').first().textContent()).toBe(expected(text));
  });
});

describe('100,000 violations and 10,000 sessions', () => {
  it('are painted within a second, and filtered without freezing', async () => {
    const { page, complaints } = await openDocument(browser, documentOf(largeAudit()));
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    const times: number[] = [];
    for (const words of ['etl-17', 'etl-17 redshift', 'role', ''])
      times.push(
        await page.locator('#search').evaluate(async (search: HTMLInputElement, value) => {
          const start = performance.now();
          search.value = value;
          search.dispatchEvent(new Event('input', { bubbles: true }));
          // The second frame begins when the first is painted.
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.now() - start;
        }, words),
      );
    process.stdout.write(
      `first paint ${Math.round(paint)} ms, filter ${times.map(Math.round).join(', ')} ms\n`,
    );
    expect(paint).toBeLessThan(1000);
    expect(Math.max(...times)).toBeLessThan(1000);
    expect(complaints).toEqual([]);
  });
});
