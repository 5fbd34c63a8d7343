import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { run } from '../cli/program.ts';
import type { Terminal } from '../cli/terminal.ts';
import { authorizationDetails, principalCount } from './account.ts';
import type { Comparison } from './comparison.ts';

/** A terminal of which nobody reads what is written. It counts characters, so that nothing is left out. */
function deafTerminal(): Terminal & { readonly written: () => number } {
  let written = 0;
  const stream = () =>
    new Writable({
      decodeStrings: false,
      write: (text: string, _, done) => {
        written += text.length;
        done();
      },
    });
  return {
    stdin: Readable.from([]),
    stdout: stream(),
    stderr: stream(),
    environment: {},
    now: () => new Date(0),
    wait: async () => undefined,
    onInterrupt: () => () => undefined,
    written: () => written,
  };
}

/** The whole of `sts-warden access`, from the file to the last line of the table, against reading and parsing the file. */
export function accessCommand(): Comparison {
  const folder = mkdtempSync(join(tmpdir(), 'bench-access-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'iam.json');
  const file = JSON.stringify(authorizationDetails());
  writeFileSync(path, file);
  return {
    name: `\`access\` on ${principalCount} principals, ${(file.length / 1e6).toFixed(0)} MB / JSON.parse of the file`,
    cost: 'whole',
    baseline: () => JSON.parse(readFileSync(path, 'utf8')),
    work: async () => {
      const terminal = deafTerminal();
      const code = await run(['access', '--iam', path], terminal);
      if (code !== 1 || terminal.written() < 50 * principalCount)
        throw new Error('a line a principal is expected');
    },
  };
}
