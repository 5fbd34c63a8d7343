/** The value of an environment variable. Throws, naming the variable, where it is not set. Read once, at start. */
export function requiredVariable(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** The value of an environment variable that switches something on; empty where it is not set. */
export function optionalVariable(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return environment[name] ?? '';
}

/** An environment variable that is a number of seconds. Throws, naming the variable, where it is none. */
export function requiredSeconds(name: string, environment: NodeJS.ProcessEnv = process.env): number {
  return requiredCount(name, 'seconds', environment);
}

/** The same of other things that are counted. */
export function requiredCount(
  name: string,
  what: string,
  environment: NodeJS.ProcessEnv = process.env,
): number {
  const value = requiredVariable(name, environment);
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new Error(`environment variable ${name} is no number of ${what}`);
}

/** An environment variable that is a list, by commas; empty where it is not set. */
export function optionalList(name: string, environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  return optionalVariable(name, environment)
    .split(',')
    .filter((part) => part !== '');
}
