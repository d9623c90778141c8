import { describe, expect, it } from 'vitest';
import { changedStates, FILLS, STALE_STRENGTH, stateOf, type UnitState } from './paint.ts';
import type { Paint } from './types.ts';

const bare: Paint = { fill: null, blank: null, stale: false, glyph: null, judgement: null, radius: null };
const filled = (fill: string): Paint => ({ ...bare, fill });

describe('the state of a unit', () => {
  it('draws a figure past its deadline at half strength', () => {
    expect(stateOf({ ...filled('seq-3'), stale: true }, true, true).o).toBe(STALE_STRENGTH);
  });

  it('gives every blank reason its own look', () => {
    const looks = (['o', 'w', 's', 'x', 'n'] as const).map((blank) =>
      JSON.stringify(stateOf({ ...bare, blank }, true, true)),
    );
    expect(new Set(looks).size).toBe(5);
  });

  it('leaves patterns out where a unit is too small to read them', () => {
    expect(stateOf({ ...bare, blank: 'o' }, true, false)).toMatchObject({ b: 0, f: FILLS.indexOf('blank') });
  });

  it('keeps the polygon land under a circle', () => {
    expect(stateOf({ ...filled('seq-5'), radius: 12 }, true, true).f).toBe(FILLS.indexOf('land'));
  });
});

describe('what has to be set again', () => {
  const paintAll = (fills: Record<number, string>) =>
    new Map(Object.entries(fills).map(([id, fill]) => [Number(id), stateOf(filled(fill), true, true)]));

  it('is nothing when no class changed', () => {
    const before = new Map<number, UnitState>();
    expect(changedStates(before, paintAll({ 1: 'seq-1', 2: 'seq-2' }))).toHaveLength(2);
    expect(changedStates(before, paintAll({ 1: 'seq-1', 2: 'seq-2' }))).toEqual([]);
  });

  it('is only the units whose class changed', () => {
    const before = paintAll({ 1: 'seq-1', 2: 'seq-2', 3: 'seq-3' });
    expect(changedStates(before, paintAll({ 1: 'seq-1', 2: 'seq-4', 3: 'seq-3' })).map(([id]) => id)).toEqual([2]);
  });

  it('takes the colour off units that left the picture', () => {
    const before = paintAll({ 1: 'seq-1', 2: 'seq-2' });
    expect(changedStates(before, paintAll({ 1: 'seq-1' }))).toEqual([[2, { f: 0, o: 0, b: 0, x: 0 }]]);
    expect([...before.keys()]).toEqual([1]);
  });
});
