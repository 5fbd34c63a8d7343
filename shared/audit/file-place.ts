/** Where a file stands among others, as a text: folders are read in the order of the names on the way to a file. */
export function placeOf(path: string): string {
  return path.replaceAll('/', '\0');
}
