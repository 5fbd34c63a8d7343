import { expect, it } from 'vitest';
import { nearestName } from '../../shared/json/nearest-name.ts';

const names = ['no-root-credentials', 'duration-covers-run', 'duration-is-grantable'];

it.each<[string, string | undefined]>([
  ['no-root-credentials', 'no-root-credentials'],
  ['no-root-credential', 'no-root-credentials'],
  ['no_root_credentials', 'no-root-credentials'],
  ['NoRootCredentials', 'no-root-credentials'],
  ['duration-cover-run', 'duration-covers-run'],
  ['duration-grantable', 'duration-is-grantable'],
  ['no-such-rule', undefined],
  ['root', undefined],
  ['', undefined],
  ['x'.repeat(1_000_000), undefined],
])('%# means the name that it is most like, if any', (text, meant) => {
  expect(nearestName(text, names)).toBe(meant);
});
