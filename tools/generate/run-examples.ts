import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type CommandResult, command } from '../../test/support/cli/command.ts';
import { invoke } from '../../test/support/functions/invoke.ts';
import { cloudStandIn } from '../../test/support/informatica/cloud.ts';
import {
  canaries,
  credentials,
  organizationOf,
} from '../../test/support/informatica/example-organization.ts';
import { jsonBlock } from './json-block.ts';
import { withoutPointers } from './without-pointers.ts';

/** What comes of data that is not in the repository is held up to date by `test/real-data`. */
const consoleBlock =
  /(?<!<!-- real data: .* -->\n)```console\n(\$ npx sts-warden (.*?)(?: \| sed -n '([^']+)')?)\n[\s\S]*?```/g;
const functionBlock = /(<!-- function: (\S+?)(?:, without ([^>]+?))? -->)\n```json\n[\s\S]*?```/g;
const fileBlock = /(<!-- file: (\S+) -->\n```\w+)\n[\s\S]*?```/g;

/**
 * Runs the examples in a Markdown text and puts in what they really print: `console` blocks that begin with
 * `$ npx sts-warden …` (a sweep asks the stand-in's example organization; of what is piped into `sed -n` the part that it prints), and JSON blocks behind `<!-- function: <event file> -->`, which show what a function answers
 * or publishes, `without` the values at the JSON Pointers that follow. Blocks behind `<!-- file: <path> -->` get the file.
 */
export async function withRealOutput(markdown: string): Promise<string> {
  const shown = await replaced(markdown, consoleBlock, async ([, line = '', words = '', part]) => {
    const { code, stdout, stderr } = await resultOf(wordsOf(words));
    if (part !== undefined) return `\`\`\`console\n${line}\n${printedBySed(part, stdout)}\`\`\``;
    return `\`\`\`console\n${line}\n${stdout}${stderr}$ echo $?\n${code}\n\`\`\``;
  });
  const answered = await replaced(shown, functionBlock, async ([, marker = '', file = '', leftOut]) => {
    const output = withoutPointers(await outputOf(file), leftOut?.split(' ') ?? []);
    return `${marker}\n${jsonBlock(output)}`;
  });
  return replaced(answered, fileBlock, async ([, head = '', path = '']) => {
    return `${head}\n${await readFile(path, 'utf8')}\`\`\``;
  });
}

/** The part of an output that `sed -n` prints by a script. */
function printedBySed(script: string, output: string): string {
  const printed = execFileSync('sed', ['-n', script], { input: output, encoding: 'utf8' });
  return `${printed.trimEnd()}\n`;
}

async function resultOf(words: readonly string[]): Promise<CommandResult> {
  if (words[0] !== 'sweep' || words.includes('--help')) return command(words);
  const { username, password } = canaries;
  const cloud = await cloudStandIn(organizationOf(), { username, password });
  try {
    const toStandIn = words.map((word) => (word.startsWith('https://') ? cloud.url : word));
    return await command(toStandIn, { environment: credentials });
  } finally {
    await cloud.close();
  }
}

/** The words of a shell command: those in single quotes are one each. */
function wordsOf(line: string): string[] {
  return (line.match(/'[^']*'|[^\s']+/g) ?? []).map((word) => word.replaceAll("'", ''));
}

/** What a function makes of an event in `events/`: its answer, the body parsed, or what it publishes. */
async function outputOf(file: string): Promise<unknown> {
  const event = JSON.parse(await readFile(`events/${file}`, 'utf8'));
  const { published, response } = await invoke(file, event);
  return file.startsWith('check-') || file.startsWith('answer-')
    ? { ...(response as object), body: JSON.parse((response as { body: string }).body) }
    : published;
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
