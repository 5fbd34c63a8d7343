/** Texts that somebody may have put into a name, because somebody else will open a report. */
export const hostile: readonly (readonly [what: string, text: string])[] = [
  ['a formula', '=HYPERLINK("http://evil.example","x")'],
  ['a formula behind blanks', "  +1+cmd|' /C calc'!A0"],
  ['a formula of full width', '\uff1d1+1'],
  ['a formula behind a tab', '\t@SUM(1)'],
  ['HTML', '</td><script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['the end of a CDATA section', ']]><!-- & "\' -->'],
  ['Markdown', '[a](http://evil.example) ![b](http://evil.example/c.png) **d** # e'],
  ['a fence', '``` `` ` \\` a'],
  ['bars', 'a | b \\| c \\\\| d ||'],
  ['a mention and a link', '@octocat #1 https://evil.example www.evil.example a@evil.example'],
  ['a workflow command', 'a\n::error file=x::y\r\n##[command]rm'],
  ['control characters', 'a\u001b[31m\u0000\u0007\u009b b\u202e c\u2028d'],
  ['halves of characters', 'a\ud800b\udc00\uffff\ufffe'],
  ['lines', 'a\nb\r\nc\n| d |\n\n# e'],
  ['a placeholder', '{0} {{1}} %s %25 \\[x](1)'],
];
