import { styleText } from 'node:util';
import type { Paint } from '../shared/report/paint.ts';
import { type Terminal, understandsEscapes } from './terminal.ts';

/** Colours for standard output: none where it is no terminal, `NO_COLOR` is set (no-color.org) or the user asked for none. */
export function paintFor({ stdout, environment }: Terminal, wanted: boolean): Paint {
  const coloured = wanted && understandsEscapes(stdout, environment) && (environment.NO_COLOR ?? '') === '';
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}
