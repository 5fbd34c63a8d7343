/** A number and what it counts: `1 fault`, `2 faults`. Give the plural where it is more than an `s`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
