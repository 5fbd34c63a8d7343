/**
 * `npm test`: runs every `check:` script of package.json and `unit`, whatever fails, and says at the end which did. Runs
 * some of them only where they are named: `npm test -- style types`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { plainTable } from '../shared/report/plain-table.ts';

interface Stage {
  readonly name: string;
  readonly script: string;
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const stages: readonly Stage[] = Object.keys(scripts)
  .filter((script) => script.startsWith('check:') || script === 'unit')
  .map((script) => ({ name: script.replace('check:', ''), script }));

function chosen(names: readonly string[]): readonly Stage[] {
  const unknown = names.find((name) => stages.every((stage) => stage.name !== name));
  if (unknown === undefined)
    return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
  process.stderr.write(`expected ${stages.map(({ name }) => name).join(', ')}, got \`${unknown}\`\n`);
  return process.exit(3);
}

/** Runs a stage with our own streams. Colours are for a terminal. */
function run({ name, script }: Stage): readonly [name: string, result: string, seconds: number] {
  process.stdout.write(`── ${name} ──\n`);
  const started = performance.now();
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', env });
  return [name, status === 0 ? 'ok' : 'FAILED', Math.round((performance.now() - started) / 1000)];
}

const results = chosen(process.argv.slice(2)).map(run);
process.stdout.write(`\n${plainTable(['Stage', 'Result', 'Seconds'], results)}\n`);
if (results.length === 0 || results.some(([, result]) => result !== 'ok')) process.exitCode = 1;
