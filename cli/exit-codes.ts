/** What the command's exit code says. */
export const exitCodes = {
  nothingFound: 0,
  /** Findings at or above the fail level, or a blocked submission. */
  findings: 1,
  /** Input that could not be read, or a rule that faulted. */
  unreadableInput: 2,
  /** Wrong usage, or a broken policy. */
  wrongUsage: 3,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
