/** A part of the house that is mutated by itself, and the tests that are to notice. */
export interface Piece {
  /** Folders whose sources are mutated. */
  readonly folders: readonly string[];
  /** Folders and files below `test/`. */
  readonly tests: readonly string[];
  /** The least share of mutants, in per cent, that the tests are to notice. */
  readonly least: number;
}

/** `npm run mutate -- <piece>`; all of `shared/` but what is generated, and the examples. */
export const pieces: Readonly<Record<string, Piece>> = {
  rules: { folders: ['shared/rules', 'shared/evaluation'], tests: ['rules', 'evaluation'], least: 90 },
  access: { folders: ['shared/access'], tests: ['access'], least: 80 },
  records: {
    folders: [
      'shared/cloudtrail',
      'shared/archive',
      'shared/sessions',
      'shared/findings',
      'shared/audit',
      'shared/coverage',
    ],
    tests: [
      'cloudtrail',
      'archive',
      'sessions',
      'findings',
      'audit',
      'coverage',
      'cli/audit-files.test.ts',
      'cli/audit.test.ts',
    ],
    least: 80,
  },
  submissions: {
    folders: ['shared/submission', 'shared/policy', 'shared/json'],
    tests: ['submission', 'policy', 'json'],
    least: 80,
  },
  informatica: {
    folders: ['shared/informatica', 'shared/informatica-api'],
    tests: ['informatica', 'cli/check-package.test.ts', 'cli/sweep.test.ts', 'cli/sweep-faults.test.ts'],
    least: 80,
  },
  policies: {
    folders: ['shared/policy-making'],
    tests: ['policy-making', 'cli/policy-diff.test.ts', 'cli/policy-init.test.ts', 'cli/policy-test.test.ts'],
    least: 80,
  },
  proof: { folders: ['shared/proof'], tests: ['proof'], least: 80 },
  aws: { folders: ['shared/aws', 'shared/gate', 'functions'], tests: ['aws', 'functions'], least: 80 },
  local: {
    folders: ['shared/local', 'shared/events'],
    tests: ['local', 'events', 'cli/serve.test.ts'],
    least: 80,
  },
  reports: {
    folders: ['shared/report', 'shared/page', 'shared/formats', 'shared/http'],
    tests: [
      'report',
      'page',
      'formats',
      'http',
      'functions/check-submission.test.ts',
      'aws/publishing/security-hub.test.ts',
      'docs/generated.test.ts',
    ],
    least: 80,
  },
};
