/** Level and message of each line of a function's log that has them: the lines of metrics have none. */
export function logLines(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { level, message } = JSON.parse(line) as { level?: string; message?: unknown };
    return level === undefined ? [] : [`${level.toLowerCase()} ${JSON.stringify(message)}`];
  });
}
