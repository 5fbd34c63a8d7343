import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { collect } from '../../tools/sam/command.ts';

const report = 'START\nREPORT RequestId: 1\tDuration: 2 ms\n';
const after = '[ERROR] Failed to get next invocation\n';
const echoUntil = /^REPORT RequestId: .*\n/m;

/** Runs a command that says these pieces on stderr, one after the other. */
async function say(pieces: readonly string[], options: { readonly echoUntil?: RegExp } = {}) {
  const script = `for (const piece of ${JSON.stringify(pieces)}) {
    process.stderr.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }`;
  const echo = new PassThrough();
  const { stderr } = await collect(process.execPath, ['--input-type=module', '--eval', script], {
    ...options,
    echo,
  });
  echo.end();
  return { stderr, shown: await text(echo) };
}

it('shows all that a command says', async () => {
  expect(await say([report, after])).toEqual({ stderr: report + after, shown: report + after });
});

it.each([
  ['in one piece', [report + after]],
  ['in pieces', [report, after]],
  ['cut within the line', [report.slice(0, 20), report.slice(20) + after, after]],
  ['cut before its end', [report.trimEnd(), `\n${after}`]],
])('shows nothing after the line that is the last to show: %s', async (_cut, pieces) => {
  expect(await say(pieces, { echoUntil })).toEqual({ stderr: pieces.join(''), shown: report });
});
