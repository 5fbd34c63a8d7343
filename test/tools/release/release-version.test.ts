import { describe, expect, it } from 'vitest';
import { agreedVersion, type VersionedFiles } from '../../../tools/release/release-version.ts';
import { ToolError } from '../../../tools/sam/tool-error.ts';

const template = (version: string) =>
  `Metadata:\n  AWS::ServerlessRepo::Application:\n    SemanticVersion: ${version}\nOutputs:\n  A: !Ref B\n`;
const changelog = (...sections: string[]) => ['# Changelog\n', ...sections].join('\n');
const unreleased = '## [Unreleased]\n';
const latest = '## [1.2.0] - 2026-11-28\n\n### Added\n\n- A rule.\n';
const oldest = '## [1.1.9] - 2026-11-01\n\n- The first.\n';

/** What agrees on 1.2.0. */
const agreeing: VersionedFiles = {
  packageJson: '{"version": "1.2.0"}',
  packageLock: '{"version": "1.2.0"}',
  template: template('1.2.0'),
  changelog: changelog(unreleased, latest, oldest),
};

describe('the version of a release', () => {
  it.each([
    ['is the one that all files agree on', agreeing],
    ['needs no section for what is unreleased', { ...agreeing, changelog: changelog(latest, oldest) }],
  ])('%s', (_, files) => {
    expect(agreedVersion(files, false)).toEqual({ version: '1.2.0', notes: '### Added\n\n- A rule.' });
  });

  it.each<[string, Partial<VersionedFiles>]>([
    ['package.json: expected a semantic version, got `1.2`', { packageJson: '{"version": "1.2"}' }],
    ['package.json: expected a semantic version, got `v1.2.0`', { packageJson: '{"version": "v1.2.0"}' }],
    ['package.json: expected a semantic version, got `01.2.0`', { packageJson: '{"version": "01.2.0"}' }],
    [
      'package-lock.json: expected version `1.2.0`, which package.json has, got `1.1.9`; `npm version --no-git-tag-version` sets both',
      { packageLock: '{"version": "1.1.9"}' },
    ],
    [
      'template.yaml: expected version `1.2.0`, which package.json has, got `1.1.9`; `npm run generate` writes it',
      { template: template('1.1.9') },
    ],
    [
      'template.yaml: expected version `1.2.0`, which package.json has, got `undefined`; `npm run generate` writes it',
      { template: 'Outputs: {}\n' },
    ],
    [
      'CHANGELOG.md: expected `1.2.0` as its latest version, got `1.1.9`',
      { changelog: changelog(unreleased, oldest) },
    ],
    [
      'CHANGELOG.md: expected `1.2.0` as its latest version, got `1.1.9`',
      { changelog: changelog(unreleased, oldest, latest) },
    ],
    [
      'CHANGELOG.md: expected `1.2.0` as its latest version, there is none',
      { changelog: changelog(unreleased) },
    ],
    [
      'CHANGELOG.md: expected what is new in 1.2.0, got nothing',
      { changelog: changelog(unreleased, '## [1.2.0] - 2026-11-28\n', oldest) },
    ],
  ])('is none: %s', (message, difference) => {
    const attempt = () => agreedVersion({ ...agreeing, ...difference }, true);
    expect(attempt).toThrow(new ToolError(message));
  });

  it('is none where changes have no version, but in a trial', () => {
    const files = { ...agreeing, changelog: changelog('## [Unreleased]\n\n- A fix.\n', latest, oldest) };
    expect(() => agreedVersion(files, false)).toThrow(/expected nothing unreleased/);
    expect(agreedVersion(files, true).version).toBe('1.2.0');
  });
});
