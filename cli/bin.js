#!/usr/bin/env node
// Plain JavaScript that every Node can read, so that an old one gets an answer instead of a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`sts-warden: expected Node 22.18 or newer, got ${process.versions.node}\n`);
  process.exit(3);
}
// Installed as a package the built program runs, in a checkout the sources: Node does not strip types below node_modules.
const installed = import.meta.url.includes('/node_modules/');
await import(installed ? '../dist/cli/sts-warden.mjs' : './main.ts');
