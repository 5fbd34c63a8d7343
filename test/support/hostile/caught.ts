/** The error that an action throws; fails where it throws none. */
export function caught<E extends Error>(action: () => unknown): E {
  try {
    action();
  } catch (error) {
    return error as E;
  }
  throw new Error('expected the action to throw');
}
