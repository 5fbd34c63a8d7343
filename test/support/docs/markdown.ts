const fence = /^(`{3,}|~{3,}).*\n[\s\S]*?^\1[ \t]*$/gm;
const codeSpan = /(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;

/** Targets of the links and pictures in a Markdown text, those within code left out. */
export function linksIn(markdown: string): string[] {
  const prose = markdown.replace(fence, '').replace(codeSpan, 'code');
  const inline = prose.matchAll(/\]\(<?([^()\s>]+(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+"[^"]*")?\)/g);
  const definitions = prose.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)/gm);
  return [...inline, ...definitions].map(([, target = '']) => target);
}

/** The headings of a page as they stand, whatever their level. */
export function headingsIn(markdown: string): string[] {
  return [...markdown.replace(fence, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(
    ([, heading = '']) => heading,
  );
}

/** What a link can point at within a page: its headings as GitHub names them, a repeated one with a number. */
export function anchorsIn(markdown: string): string[] {
  const seen = new Map<string, number>();
  return headingsIn(markdown).map((heading) => {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** Links in a heading count by their text. */
function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}
