/** A section of the changelog. */
export interface Section {
  /** The version, or `Unreleased`. */
  readonly name: string;
  /** What stands below its heading, without blank lines around it. */
  readonly text: string;
}

/** The sections of a changelog in the form of https://keepachangelog.com/en/1.1.0/, in its order. */
export function changelogSections(changelog: string): Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      const [, name = heading] = /^\[([^\]]+)\]/.exec(heading) ?? [];
      return { name, text: lines.join('\n').trim() };
    });
}
