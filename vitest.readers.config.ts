import { defineConfig } from 'vitest/config';

/** Our formats, and the commands in our documents, as programs of others read them. */
export default defineConfig({
  test: {
    include: ['test/readers/**/*.test.ts'],
    isolate: false,
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 120_000,
  },
});
