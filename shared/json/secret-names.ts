const secretNames =
  /secret|passw|(session|security|access|refresh)token|privatekey|symmetrickey|apikey|^token$/i;

/** Whether a property's name says that its value is a secret. */
export function secretPropertyName(name: string): boolean {
  return secretNames.test(name.slice(0, 200).replaceAll(/[\s_-]/g, ''));
}
