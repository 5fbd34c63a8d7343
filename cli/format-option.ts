import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Format, FormatOption } from '../shared/formats/format.ts';
import { UsageError } from './errors.ts';

/** Adds `--format`, whose choices are the formats, and the options that formats have of their own. */
export function withFormatOptions(command: Command, formats: readonly Format[]): Command {
  const names = formats.map(({ name }) => name);
  command.addOption(
    new Option('--format <format>', 'how to write the result').choices(names).default(names[0]),
  );
  for (const option of ownOptions(formats)) command.addOption(optionOf(option));
  return command;
}

/** The format of that name. Throws {@link UsageError} where it wants an option that was not given. */
export function chosenFormat(formats: readonly Format[], name: string, command: Command): Format {
  const format = formats.find((one) => one.name === name);
  if (format === undefined) throw new UsageError(`expected a format, got \`${name}\``);
  const { option } = format;
  if (option !== undefined && formatOptions([format], command)[option.name] === undefined)
    throw new UsageError(`--format ${name}: expected --${option.name} ${option.expected}`);
  return format;
}

/** What was given for the formats’ own options, by their names. */
export function formatOptions(
  formats: readonly Format[],
  command: Command,
): Readonly<Record<string, string | undefined>> {
  const given = command.opts<Readonly<Record<string, string | undefined>>>();
  return Object.fromEntries(
    ownOptions(formats).map((option) => [option.name, given[optionOf(option).attributeName()]]),
  );
}

function ownOptions(formats: readonly Format[]): FormatOption[] {
  return formats.flatMap(({ option }) => (option === undefined ? [] : [option]));
}

function optionOf({ name, value, description, pattern, expected }: FormatOption): Option {
  return new Option(`--${name} ${value}`, description).argParser((text: string) => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`expected ${expected}`);
    return text;
  });
}
