import { defineConfig } from 'vitest/config';

/** The functions against AWS's APIs as moto_server imitates them, on this machine alone. */
export default defineConfig({
  test: {
    include: ['test/aws-stack/**/*.test.ts'],
    globalSetup: 'test/support/aws-stack/global-setup.ts',
    isolate: false,
    // Most of the time they wait.
    maxWorkers: 3,
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
