import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../shared/evaluation/message.ts';

describe('renderMessage', () => {
  it.each([
    ['a text', '{who} did it', { who: 'root' }, 'root did it'],
    ['a number', 'after {seconds} s', { seconds: 0 }, 'after 0 s'],
    ['a flag', 'selected: {selected}', { selected: false }, 'selected: false'],
    ['a list', 'lacks {lacking}', { lacking: ['this', 'that'] }, 'lacks this, that'],
    ['a list of nothing', 'lacks {lacking}.', { lacking: [] }, 'lacks .'],
    ['a member that is missing', '{who} did it', {}, 'unknown did it'],
    ['a member that is undefined', '{who} did it', { who: undefined }, 'unknown did it'],
    ['one member twice', '{who} is {who}', { who: 'root' }, 'root is root'],
    ['no member', 'it was done', { who: 'root' }, 'it was done'],
  ])('fills in %s', (_, template, evidence, message) => {
    expect(renderMessage(template, evidence)).toBe(message);
  });

  it.each([
    ['a placeholder', '{other}'],
    ['a replacement pattern', "$&$1$'"],
  ])('takes a value for itself that looks like %s', (_, who) => {
    expect(renderMessage('{who} did it', { who, other: 'x' })).toBe(`${who} did it`);
  });
});
