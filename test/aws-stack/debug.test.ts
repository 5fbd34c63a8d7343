import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { attach } from '../support/aws-stack/inspector.ts';

const folder = resolve('dist/local/check-submission');
const bundle = `${folder}/handler.mjs`;
const source = resolve('shared/rules/no-root-credentials.ts');
const statement = "return violation('rootConnection'";

it('npm run debug stops at a breakpoint in a source, and then answers', async () => {
  const words = ['tools/debug.ts', 'CheckSubmission', 'events/check-submission.root-user.json'];
  const tool = spawn(process.execPath, words, {
    env: { ...process.env, DEBUG_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [ended, printed] = [once(tool, 'exit'), text(tool.stdout)];
  const inspector = await attach(await announced(tool.stderr));

  const line = (await readFile(source, 'utf8')).split('\n').findIndex((one) => one.includes(statement));
  const url = pathToFileURL(bundle).href;
  const sourceAt = await mapOfBundle();
  await inspector.breakAt({ url, ...(await placeOf({ source, line }, sourceAt)) });
  const stop = await inspector.goOn();
  expect(stop.url).toBe(url);
  expect(sourceAt(stop.line, stop.column)).toEqual({ source, line });

  await inspector.leave();
  expect(await ended).toEqual([0, null]);
  expect(JSON.parse(await printed)).toMatchObject({
    response: { statusCode: 403 },
    published: [{ 'detail-type': 'Mapping Submission Blocked' }],
  });
});

interface Place {
  readonly source: string;
  readonly line: number;
}

type SourceAt = (line: number, column: number) => Place | undefined;

/** The address that Node announces of its inspector. */
async function announced(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stderr)) {
    const [, address] = /^Debugger listening on (ws:\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('expected a debugger to listen');
}

/** From a place in the bundle to the one in the sources, as an editor reads the map. */
async function mapOfBundle(): Promise<SourceAt> {
  const map = new SourceMap(JSON.parse(await readFile(`${bundle}.map`, 'utf8')));
  return (line, column) => {
    const entry = map.findEntry(line, column);
    if (!('originalSource' in entry)) return undefined;
    return { source: resolve(folder, entry.originalSource), line: entry.originalLine };
  };
}

/** The first place in the bundle that comes of a line of a source. */
async function placeOf(wanted: Place, sourceAt: SourceAt): Promise<{ line: number; column: number }> {
  for (const [line, code] of (await readFile(bundle, 'utf8')).split('\n').entries()) {
    for (let column = 0; column < code.length; column++) {
      const place = sourceAt(line, column);
      if (place?.source === wanted.source && place.line === wanted.line) return { line, column };
    }
  }
  throw new Error(`nothing in the bundle comes of ${wanted.source}:${wanted.line + 1}`);
}
