import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need servers or the programs of others: `npm run test:aws`, `test:sam`, `test:readers`, `test:browser`,
    // `test:release`.
    exclude: ['test/aws-stack/**', 'test/sam/**', 'test/readers/**', 'test/browser/**', 'test/release/**'],
    // Nothing here keeps state in modules, and a process a file is most of the run.
    isolate: false,
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 20_000,
  },
});
