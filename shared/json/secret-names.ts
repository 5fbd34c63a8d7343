/** What is in a secret's name, as it is written without blanks, hyphens and underscores. */
const parts =
  /secret|passw|passphrase|pwd|credentials|authorization|bearer|jwt|saml|assertion|connectionstring|(session|security|access|refresh|id)token|privatekey|symmetrickey|apikey/i;
/** Names that mean a secret by themselves, and nothing within another name: `authentication` is no `auth`. */
const names = /^(token|auth)$/i;

/** Whether a property's name says that its value is a secret. */
export function secretPropertyName(name: string): boolean {
  const letters = name.slice(0, 200).replaceAll(/[\s_-]/g, '');
  return parts.test(letters) || names.test(letters);
}
