import { defineConfig } from 'vitest/config';

/** The page, as Chromium has it. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // A test that comes past no assertion proves nothing.
    expect: { requireAssertions: true },
    // Two browsers at once would slow each other down, and speed is tested.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
