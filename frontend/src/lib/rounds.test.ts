import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rounds } from './rounds.ts';

describe('rounds', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('answer a burst once', async () => {
    const held: string[][] = [];
    const rounds = new Rounds<string>(async (heard) => void held.push([...heard]));
    for (const what of ['indicator-a', 'indicator-b', 'indicator-c', 'indicator-a']) rounds.hear(what);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(held).toEqual([['indicator-a', 'indicator-b', 'indicator-c']]);
  });

  it('are held one after the other', async () => {
    const held: string[][] = [];
    let done = () => {};
    const rounds = new Rounds<string>((heard) => {
      held.push([...heard]);
      return new Promise<void>((resolve) => {
        done = resolve;
      });
    });
    rounds.hear('a');
    await vi.advanceTimersByTimeAsync(1_000);
    rounds.hear('b');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(held).toEqual([['a']]);
    done();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(held).toEqual([['a'], ['b']]);
  });

  it('are held again, with what was heard since, until they succeed', async () => {
    const held: string[][] = [];
    const rounds = new Rounds<string>(async (heard) => {
      held.push([...heard]);
      if (held.length < 3) throw new Error('no answer');
    });
    rounds.hear('a');
    await vi.advanceTimersByTimeAsync(300);
    rounds.hear('b');
    await vi.advanceTimersByTimeAsync(1_900);
    expect(held).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(100);
    expect(held.length).toBe(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(held.map((heard) => heard.sort())).toEqual([['a'], ['a', 'b'], ['a', 'b']]);
  });
});
