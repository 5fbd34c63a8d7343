import { describe, expect, it } from 'vitest';
import { remembering } from '../../../shared/aws/calls/remembering.ts';

/** Asks a source that numbers its answers; they hold for so many seconds. */
function memory(seconds: (answer: string) => number, most = 100) {
  const clock = { seconds: 0 };
  let asked = 0;
  const ask = remembering(
    async (question) => {
      asked++;
      if (question === 'broken') throw new Error('no answer');
      return `${question} ${asked}`;
    },
    { seconds, most, now: () => new Date(clock.seconds * 1000) },
  );
  return { ask, clock };
}

describe('an answer', () => {
  it('holds for its time, and is asked for again after it', async () => {
    const { ask, clock } = memory(() => 60);
    expect(await ask('a')).toBe('a 1');
    clock.seconds = 59.999;
    expect(await ask('a')).toBe('a 1');
    clock.seconds = 60;
    expect(await ask('a')).toBe('a 2');
    clock.seconds = 119;
    expect(await ask('a')).toBe('a 2');
  });

  it('may hold for another time than others, or for ever', async () => {
    const { ask, clock } = memory((answer) => (answer.startsWith('short') ? 1 : Infinity));
    await ask('short');
    await ask('long');
    clock.seconds = 1e9;
    expect([await ask('short'), await ask('long')]).toEqual(['short 3', 'long 2']);
  });

  it('is not remembered where it holds for no time, nor does it displace others', async () => {
    const { ask } = memory((answer) => (answer.startsWith('none') ? 0 : 60), 1);
    expect([await ask('a'), await ask('none'), await ask('none')]).toEqual(['a 1', 'none 2', 'none 3']);
    expect(await ask('a')).toBe('a 1');
  });

  it('that fails is asked for again', async () => {
    const { ask } = memory(() => 60);
    await expect(ask('broken')).rejects.toThrow('no answer');
    await expect(ask('broken')).rejects.toThrow('no answer');
    expect(await ask('a')).toBe('a 3');
  });

  it('is forgotten with all others before there are more than so many', async () => {
    const { ask } = memory(() => 60, 2);
    expect([await ask('a'), await ask('b'), await ask('a')]).toEqual(['a 1', 'b 2', 'a 1']);
    expect([await ask('c'), await ask('a')]).toEqual(['c 3', 'a 4']);
  });

  it('is for one question', async () => {
    const { ask } = memory(() => 60);
    expect([await ask('a'), await ask('b')]).toEqual(['a 1', 'b 2']);
  });
});
