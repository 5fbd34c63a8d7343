import type { Random } from './random.ts';

type Container = Record<string | number, unknown>;

/** What stands where nobody expects it. */
const intruders: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 1e21,
  () => 0.5,
  () => '',
  () => ' ',
  () => '\ud800',
  () => '__proto__',
  () => 'x'.repeat(9000),
  () => [],
  () => ({}),
  () => [[[]]],
  () => ({ 'a/b~c\u001b': 1 }),
  () => ({ secretAccessKey: 'x', jwt: 'x' }),
];

/** Replaces, removes, adds or doubles up to three members or items, anywhere in a value; the value itself is changed. */
export function mutate(value: Container, random: Random): void {
  for (let left = 1 + random.below(3); left > 0; left--) {
    const container = random.pick(containersIn(value));
    const names = Object.keys(container);
    const name = names.length === 0 ? 'name' : random.pick(names);
    switch (random.below(5)) {
      case 0:
        if (Array.isArray(container)) container.splice(random.below(container.length + 1), 1);
        else delete container[name];
        break;
      case 1:
        container[random.pick(['password', 'extra', 'toString', '__proto__x', 'unresolved'])] =
          random.pick(intruders)();
        break;
      case 2:
        container[name] = container[random.pick(names.length === 0 ? ['name'] : names)];
        break;
      default:
        container[name] = random.pick(intruders)();
    }
  }
}

function containersIn(value: Container): Container[] {
  const found = [value];
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) found.push(...containersIn(member as Container));
  return found;
}

/** Marks every string in a value, so that it is known wherever it comes out; an enumeration and a pattern break by it. */
export function marked(value: unknown, mark: string, random: Random): unknown {
  if (typeof value === 'string') return random.oneIn(3) ? mark : random.oneIn(2) ? `${value}${mark}` : value;
  if (Array.isArray(value)) return value.map((item) => marked(item, mark, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, marked(member, mark, random)]),
  );
}

/** Damages a text: cuts, doubles and inserts up to three pieces of it. */
export function damaged(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const start = random.below(result.length + 1);
    const end = Math.min(result.length, start + 1 + random.below(random.oneIn(4) ? 400 : 8));
    const piece = random.pick([
      '',
      result.slice(start, end).repeat(2),
      random.pick(['"', '\\', '{', '}', ',', ':', '\u0000', '\\ud800', '1e999', 'null', '\ufeff', ' ']),
    ]);
    result = result.slice(0, start) + piece + result.slice(end);
  }
  return result;
}
