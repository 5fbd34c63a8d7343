const section = /<!-- (\w+):start -->[\s\S]*?<!-- \1:end -->/g;
const marker = /<!-- \w+:(?:start|end) -->/g;

/** What makes the Markdown of a section, by the section's name. */
export type SectionMakers = Readonly<Record<string, () => string>>;

/**
 * Fills the parts of a Markdown text that stand between `<!-- <name>:start -->` and `<!-- <name>:end -->`. Throws where a
 * marker has no other half, or nothing makes a section of its name.
 */
export function withSections(markdown: string, makers: SectionMakers): string {
  const sections = markdown.match(section) ?? [];
  if ((markdown.match(marker) ?? []).length !== sections.length * 2)
    throw new Error('expected each `<!-- <name>:start -->` to be followed by its `<!-- <name>:end -->`');
  return markdown.replace(section, (_, name: string) => {
    const make = makers[name];
    if (make === undefined)
      throw new Error(`no section is called \`${name}\`, there are ${Object.keys(makers).join(', ')}`);
    return `<!-- ${name}:start -->\n\n${make()}\n\n<!-- ${name}:end -->`;
  });
}
