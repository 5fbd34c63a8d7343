#!/usr/bin/env node
// Plain JavaScript that every Node can read, so that an old one gets an answer instead of a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`sts-warden: expected Node 22.18 or newer, got ${process.versions.node}\n`);
  process.exit(3);
}

// The package has the bundled program; in a checkout the sources run.
import('node:fs')
  .then(
    ({ existsSync }) =>
      import(existsSync(new URL('main.ts', import.meta.url)) ? './main.ts' : './sts-warden.mjs'),
  )
  .catch((error) => {
    // Node's own exit code for this is 1, which says that something was found.
    process.stderr.write(
      `sts-warden: cannot start, install it anew (in a checkout: \`npm ci\`)\n  ${error}\n`,
    );
    process.exitCode = 2;
  });
