import { defineConfig } from 'vitest/config';

/** A release, as it is made and as people use it. */
export default defineConfig({
  test: {
    include: ['test/release/**/*.test.ts'],
    globalSetup: 'test/support/release/global-setup.ts',
    isolate: false,
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
