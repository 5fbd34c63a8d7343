import { describe, expect, it } from 'vitest';
import { type Fields, isObject } from '../../shared/json/value.ts';
import { otherValues } from '../support/template/other-values.ts';
import {
  carriedOut,
  elsewhereInTheAccount,
  forwardingTemplate,
  mainTemplate,
  readTemplate,
  type Template,
} from '../support/template/template.ts';

const main = await readTemplate(mainTemplate);
const forwarder = await readTemplate(forwardingTemplate);
const inMember = { ...elsewhereInTheAccount, 'AWS::AccountId': '111122223333' };

describe.each([
  [mainTemplate, main, {}],
  [forwardingTemplate, forwarder, elsewhereInTheAccount],
  [`${forwardingTemplate} in a member account`, forwarder, inMember],
] as const)('%s', (_, source, given: Readonly<Record<string, string>>) => {
  const others = Object.entries(otherValues(source)).filter(
    ([name]) => !(name in given) && namedIn(source.Conditions).has(name),
  );
  const pairs = others.flatMap((one, index) => others.slice(index).map((other) => [one, other] as const));

  it('refers to what there is alone, whatever two parameters are set', () => {
    expect(pairs.length).toBeGreaterThan(3);
    for (const pair of pairs) {
      const values = Object.fromEntries(pair);
      expect(missingIn(carriedOut(source, { ...given, ...values })), JSON.stringify(values)).toEqual([]);
    }
  });

  it('refers to what there is alone, where all of them are, and where all but one are', () => {
    expect(missingIn(carriedOut(source, { ...given, ...Object.fromEntries(others) }))).toEqual([]);
    for (const [name] of others) {
      const values = Object.fromEntries(others.filter(([other]) => other !== name));
      expect(missingIn(carriedOut(source, { ...given, ...values })), `without ${name}`).toEqual([]);
    }
  });
});

/** What a template refers to and has not. */
function missingIn({ Parameters, Resources, Outputs, Globals }: Template): string[] {
  const names = namedIn({ Resources, Outputs, Globals });
  return [...names].filter((name) => !(name in Resources || name in Parameters || name.startsWith('AWS::')));
}

/** The resources and parameters that something names. */
function namedIn(value: unknown): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((one) => [...namedIn(one)]));
  if (!isObject(value)) return new Set();
  return new Set(Object.entries(value).flatMap(([key, argument]) => namedBy(key, argument)));
}

function namedBy(key: string, argument: unknown): string[] {
  if (key === 'Ref' || key === 'DependsOn') return [String(argument)];
  if (key === 'Fn::GetAtt') return [String((argument as readonly unknown[])[0])];
  if (key !== 'Fn::Sub') return [...namedIn(argument)];
  const [text, own = {}] = Array.isArray(argument) ? (argument as [string, Fields?]) : [String(argument)];
  const names = [...text.matchAll(/\$\{([^!}.]+)/g)].map(([, name = '']) => name);
  return [...names.filter((name) => !(name in own)), ...namedIn(own)];
}
