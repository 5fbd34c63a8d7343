import { parseDocument } from 'yaml';
import { ToolError } from '../sam/tool-error.ts';
import { changelogSections } from './release-notes.ts';
import { semanticVersion } from './semantic-version.ts';

/** The texts of the files that say which version this is. */
export interface VersionedFiles {
  readonly packageJson: string;
  readonly packageLock: string;
  readonly template: string;
  readonly changelog: string;
}

/** A version, and what is new in it. */
export interface Version {
  readonly version: string;
  readonly notes: string;
}

/**
 * The version that all files agree on. Where they do not, or a change has no version yet, throws a {@link ToolError} that
 * says what to do. A trial may have changes without a version.
 */
export function agreedVersion(files: VersionedFiles, isTrial: boolean): Version {
  const { version } = JSON.parse(files.packageJson);
  if (!semanticVersion.test(version))
    throw new ToolError(`package.json: expected a semantic version, got \`${version}\``);
  const others = { 'package-lock.json': lockedVersion(files), 'template.yaml': templateVersion(files) };
  for (const [name, found] of Object.entries(others)) {
    if (found === version) continue;
    const remedy =
      name === 'template.yaml'
        ? '`npm run generate` writes it'
        : '`npm version --no-git-tag-version` sets both';
    throw new ToolError(
      `${name}: expected version \`${version}\`, which package.json has, got \`${found}\`; ${remedy}`,
    );
  }
  return { version, notes: notesOf(version, files.changelog, isTrial) };
}

function lockedVersion({ packageLock }: VersionedFiles): unknown {
  return JSON.parse(packageLock).version;
}

/** Its tags, such as `!Ref`, mean nothing to a YAML parser, which warns of them. */
function templateVersion({ template }: VersionedFiles): unknown {
  const document = parseDocument(template, { logLevel: 'silent' });
  return document.getIn(['Metadata', 'AWS::ServerlessRepo::Application', 'SemanticVersion']);
}

function notesOf(version: string, changelog: string, isTrial: boolean): string {
  const sections = changelogSections(changelog);
  const unreleased = sections.find(({ name }) => name === 'Unreleased');
  const [latest] = sections.filter(({ name }) => name !== 'Unreleased');
  if (latest?.name !== version) {
    const found = latest === undefined ? 'there is none' : `got \`${latest.name}\``;
    throw new ToolError(`CHANGELOG.md: expected \`${version}\` as its latest version, ${found}`);
  }
  if (latest.text === '')
    throw new ToolError(`CHANGELOG.md: expected what is new in ${version}, got nothing`);
  if (!isTrial && unreleased !== undefined && unreleased.text !== '') {
    throw new ToolError(
      `CHANGELOG.md: expected nothing unreleased, but what is there would be released without a version; give it one`,
    );
  }
  return latest.text;
}
