import { pathToFileURL } from 'node:url';
import { writeDemoPage } from './demo-page.ts';
import { demoCloud, demoSteps, demoTerminal } from './demo-steps.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const pagePath = 'dist/demo.html';

const cloud = await demoCloud();
const terminal = demoTerminal(processTerminal);
const steps = demoSteps(cloud.url);

for (const { title, code: expected, words } of steps) {
  process.stdout.write(`\n── ${title} ──\n$ npx sts-warden ${words.join(' ')}\n\n`);
  const code = await run(words, terminal);
  process.stdout.write(`→ exit code ${code}\n`);
  if (code !== expected) {
    process.stderr.write(`demo: expected exit code ${expected}, got ${code}\n`);
    process.exitCode = 1;
  }
}
await writeDemoPage(pagePath, steps, terminal);
process.stdout.write(`\n── All of it on one page ──\n${pathToFileURL(pagePath)}\n`);
await cloud.close();
