import { readFile } from 'node:fs/promises';
import { command } from '../../test/support/cli/command.ts';
import { invoke } from '../../test/support/functions/invoke.ts';

const consoleBlock = /```console\n(\$ npx sts-warden (.*))\n[\s\S]*?```/g;
const functionBlock = /<!-- function: (\S+) -->\n```json\n[\s\S]*?```/g;

/**
 * Runs the examples in a Markdown text and puts in what they really print: `console` blocks that begin with
 * `$ npx sts-warden …`, and JSON blocks behind `<!-- function: <event file> -->`, which show what a function answers
 * or publishes.
 */
export async function withRealOutput(markdown: string): Promise<string> {
  const shown = await replaced(markdown, consoleBlock, async ([, line = '', words = '']) => {
    const { code, stdout, stderr } = await command(words.split(' '));
    return `\`\`\`console\n${line}\n${stdout}${stderr}$ echo $?\n${code}\n\`\`\``;
  });
  return replaced(shown, functionBlock, async ([, file = '']) => {
    const event = JSON.parse(await readFile(`events/${file}`, 'utf8'));
    const { published, response } = await invoke(file, event);
    const output = file.startsWith('check-')
      ? { ...(response as object), body: JSON.parse((response as { body: string }).body) }
      : published;
    return `<!-- function: ${file} -->\n\`\`\`json\n${JSON.stringify(output, null, 2)}\n\`\`\``;
  });
}

async function replaced(
  text: string,
  pattern: RegExp,
  run: (match: RegExpMatchArray) => Promise<string>,
): Promise<string> {
  let done = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    done += text.slice(at, match.index) + (await run(match));
    at = match.index + match[0].length;
  }
  return done + text.slice(at);
}
