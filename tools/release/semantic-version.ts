const number = '(?:0|[1-9]\\d*)';
const label = `(?:${number}|\\d*[a-zA-Z-][\\da-zA-Z-]*)`;

/** Whole, what https://semver.org/spec/v2.0.0.html allows; without build metadata, which orders no versions. */
export const semanticVersion = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-${label}(?:\\.${label})*)?$`,
);
