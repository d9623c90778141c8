import { describe, expect, it } from 'vitest';
import { codeOf } from './samples.ts';
import { flat, swatches, ticks, toggled, treeOf } from './tree.ts';

const CODES = [
  codeOf({ code: 'traffic' }),
  codeOf({ code: 'junction', parent: 'traffic' }),
  codeOf({ code: 'flow', parent: 'traffic' }),
  codeOf({ code: 'left', parent: 'flow' }),
  codeOf({ code: 'right', parent: 'flow' }),
  codeOf({ code: 'order' }),
];
const TREE = treeOf(CODES);
const after = (chosen: string[], code: string) => [...toggled(TREE, new Set(chosen), code)].sort();

describe('tree', () => {
  it('stands in the order of the list, children under their node', () => {
    expect(flat(TREE).map(({ item, depth }) => [item.code, depth])).toEqual([
      ['traffic', 0],
      ['junction', 1],
      ['flow', 1],
      ['left', 2],
      ['right', 2],
      ['order', 0],
    ]);
  });

  it('counts an item whose parent is not listed as a root', () => {
    expect(treeOf([codeOf({ code: 1, parent: 9 })])).toHaveLength(1);
  });

  it('ticks the descendants of a chosen node and half-ticks those above it', () => {
    expect(Object.fromEntries(ticks(TREE, new Set(['flow'])))).toEqual({
      traffic: 'some',
      junction: 'off',
      flow: 'on',
      left: 'on',
      right: 'on',
      order: 'off',
    });
  });

  it('takes a node with its children, and fills a half-ticked one', () => {
    expect(after([], 'traffic')).toEqual(['traffic']);
    expect(after(['left'], 'traffic')).toEqual(['traffic']);
    expect(after(['traffic', 'order'], 'traffic')).toEqual(['order']);
  });

  it('leaves the sisters when a child of a full node is emptied', () => {
    expect(after(['traffic'], 'left')).toEqual(['junction', 'right']);
  });

  it('ticks the node when its last child is', () => {
    expect(after(['junction', 'right'], 'left')).toEqual(['traffic']);
  });

  it('moves nothing elsewhere', () => {
    expect(after(['left', 'order'], 'junction')).toEqual(['junction', 'left', 'order']);
  });
});

describe('the swatches of a tree', () => {
  const colours: Record<string, string> = { traffic: 'blue', junction: 'blue', flow: 'sky', left: 'sky', right: 'red' };
  const look = ({ code }: { code: unknown }) => colours[String(code)] ?? 'grey';
  const totals = new Map([
    ['traffic', 10],
    ['junction', 2],
    ['flow', 6],
    ['left', 1],
    ['right', 3],
    ['order', 4],
  ]);

  it('are all roots and those that look unlike the one above, each row in one of them', () => {
    const found = swatches(TREE, look, totals);
    expect(found.map(({ item, depth, count, own }) => [item.code, depth, count, own])).toEqual([
      ['traffic', 0, 10, 4],
      ['flow', 1, 6, 3],
      ['right', 2, 3, 3],
      ['order', 0, 4, 4],
    ]);
    expect(found.reduce((sum, { own }) => sum + (own ?? 0), 0)).toBe(14);
  });

  it('are the roots alone where all below look alike, uncounted until the counts have come', () => {
    const found = swatches(TREE, () => 'blue', new Map());
    expect(found.map(({ item, own }) => [item.code, own])).toEqual([
      ['traffic', null],
      ['order', null],
    ]);
  });
});
