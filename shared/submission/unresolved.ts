const nothing: ReadonlySet<never> = new Set();

/** What could not be read of a part. Of most parts all could: they share one empty set. */
export function unresolvedIn<Name extends string>({
  unresolved,
}: {
  readonly unresolved?: readonly Name[];
}): ReadonlySet<Name> {
  return unresolved === undefined ? nothing : new Set(unresolved);
}
