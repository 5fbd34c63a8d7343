import { defineConfig } from 'vitest/config';

/** The functions in Lambda's container: `sam local invoke` of every event, against an AWS on this machine alone. */
export default defineConfig({
  test: {
    include: ['test/sam/**/*.test.ts'],
    globalSetup: 'test/support/sam/global-setup.ts',
    // One invocation keeps a core busy.
    fileParallelism: false,
    maxConcurrency: 2,
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
