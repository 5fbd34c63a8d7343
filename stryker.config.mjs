import { pieces } from './tools/mutation-pieces.ts';

const { folders, tests, least } = pieces[process.env.PIECE];

/** The piece of `npm run mutate -- <piece>` (tools/mutate.ts). */
export default {
  testRunner: 'vitest',
  mutate: [...folders.map((folder) => `${folder}/**/*.ts`), '!**/*.generated.*'],
  testFiles: tests.map((one) => (one.endsWith('.ts') ? `test/${one}` : `test/${one}/**/*.test.ts`)),
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  // Stryker would load TypeScript to rewrite the configuration of its compiler, which nothing here needs.
  ignorePatterns: ['.venv*', 'dist', 'coverage', 'reports', '.aws-sam', 'tsconfig.json'],
  concurrency: Number(process.env.CONCURRENCY ?? 2),
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: `reports/mutation/${process.env.PIECE}.json` },
  clearTextReporter: { logTests: false, reportTests: false },
  thresholds: { high: 95, low: least, break: least },
};
