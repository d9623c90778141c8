import { describe, expect, it } from 'vitest';
import { type Block, loadedAt, Pages } from './pages.ts';

type Asked = {
  offset: number;
  signal: AbortSignal;
  answer: (block: Block<string>) => void;
  fail: (why: Error) => void;
};

function opened(keep = 40) {
  const asked: Asked[] = [];
  let changes = 0;
  const pages = new Pages<string>({
    fetch: (offset, _, signal) =>
      new Promise((answer, fail) => {
        asked.push({ offset, signal, answer, fail });
      }),
    changed: () => {
      changes += 1;
    },
    size: 10,
    keep,
  });
  const reply = async (n: number) => {
    const { offset, answer } = asked[n] as Asked;
    answer({ rows: Array.from({ length: 10 }, (_, k) => `row ${offset + k}`), matched: 300_000 });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { asked, pages, reply, changes: () => changes };
}

describe('pages', () => {
  it('fetch the blocks in view once', async () => {
    const { asked, pages, reply, changes } = opened();
    pages.want(5, 12);
    pages.want(6, 13);
    expect(asked.map((a) => a.offset)).toEqual([0, 10]);
    expect(pages.at(7)).toBeNull();
    await reply(0);
    expect(pages.at(7)).toBe('row 7');
    expect(pages.at(11)).toBeNull();
    expect(pages.matched).toBe(300_000);
    expect(changes()).toBe(1);
  });

  it('give up what was jumped over, and have it when it is wanted again', async () => {
    const { asked, pages, reply } = opened();
    pages.want(0, 9);
    pages.want(150_000, 150_009);
    expect(asked[0]?.signal.aborted).toBe(true);
    await reply(0);
    expect(pages.at(0)).toBeNull();
    await reply(1);
    expect(pages.at(150_000)).toBe('row 150000');
    pages.want(0, 9);
    expect(asked.map((a) => a.offset)).toEqual([0, 150_000, 0]);
  });

  it('keep so many blocks, those in view among them', async () => {
    const { pages, reply } = opened(2);
    for (let n = 0; n < 4; n += 1) {
      pages.want(n * 10, n * 10 + 9);
      await reply(n);
    }
    expect([0, 10, 20, 30].map((row) => pages.at(row) !== null)).toEqual([false, false, true, true]);
  });

  it('say what failed until something else is wanted', async () => {
    const { asked, pages, changes } = opened();
    pages.want(0, 9);
    asked[0]?.fail(new Error('gone'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(pages.failure).toEqual(new Error('gone'));
    expect(changes()).toBe(1);
    pages.want(0, 9);
    expect(asked).toHaveLength(2);
  });

  it('find a row that has come by its key, wherever it stands', async () => {
    const { pages, reply } = opened();
    pages.want(0, 9);
    await reply(0);
    pages.want(150_000, 150_009);
    await reply(1);
    const keyed = () => Array.from(pages.loaded(), ([index, row]) => [index, { id: row }] as const);
    expect(loadedAt(keyed(), 'row 7')).toBe(7);
    expect(loadedAt(keyed(), 'row 150003')).toBe(150_003);
    expect(loadedAt(keyed(), 'row 11')).toBeNull();
  });

  it('take keys that are numbers for what the address writes', () => {
    expect(loadedAt([[40, { id: 12 }]], '12')).toBe(40);
    expect(loadedAt([], '12')).toBeNull();
  });

  it('change nothing once closed', async () => {
    const { asked, pages, reply, changes } = opened();
    pages.want(0, 9);
    pages.close();
    expect(asked[0]?.signal.aborted).toBe(true);
    await reply(0);
    expect(changes()).toBe(0);
  });
});
