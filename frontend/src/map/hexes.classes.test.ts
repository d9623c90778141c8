import { describe, expect, it } from 'vitest';
import { type Class, classesOf, classOf, shadesOf } from './hexes.classes.ts';

/** As many cells of each count as given. */
const counts = (held: Record<number, number>) =>
  Object.entries(held).flatMap(([count, cells]) => Array.from({ length: cells }, () => Number(count)));
const told = (classes: readonly Class[]) => classes.map(({ from, to }) => `${from}–${to ?? ''}`).join(' ');

/** Numbers that look invented, the same ones each time. */
function skewed(seed: number, many: number): number[] {
  let state = seed;
  return Array.from({ length: many }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.ceil(Math.exp((state / 2_147_483_648) * 5));
  });
}

describe('classes of counts', () => {
  it('have round limits and about as many cells each', () => {
    const even = counts({ 1: 10, 2: 10, 3: 7, 5: 7, 6: 6, 8: 6, 11: 7, 12: 7, 15: 6, 19: 7, 24: 7, 31: 10, 40: 10 });
    expect(told(classesOf(even))).toBe('1–2 3–6 7–12 13–25 26–');
  });

  it('are one for each value where there are few', () => {
    expect(told(classesOf([1, 1, 1]))).toBe('1–');
    expect(told(classesOf(counts({ 1: 50, 2: 3 })))).toBe('1–1 2–');
    expect(classesOf([])).toEqual([]);
  });

  it('split the long end where most cells hold the same few', () => {
    const classes = classesOf(counts({ 1: 70, 2: 20, 3: 4, 9: 3, 60: 2, 400: 1 }));
    expect(classes).toHaveLength(5);
    expect(classes[0]).toEqual({ from: 1, to: 1 });
  });

  it.each([1, 2, 3, 4, 5])('cover every value once, rising, none beyond five (%i)', (seed) => {
    const values = skewed(seed, 40 * seed);
    const classes = classesOf(values);
    expect(classes.length).toBeLessThanOrEqual(5);
    classes.forEach(({ from, to }, i) => {
      if (i > 0) expect(from).toBe((classes[i - 1]?.to ?? Number.NaN) + 1);
      if (to !== null) expect(to).toBeGreaterThanOrEqual(from);
    });
    expect(classes.at(-1)?.to).toBeNull();
    for (const value of values) {
      const { from = Number.NaN, to = null } = classes[classOf(classes, value)] ?? {};
      expect(value).toBeGreaterThanOrEqual(from);
      expect(value).toBeLessThanOrEqual(to ?? Number.POSITIVE_INFINITY);
    }
  });
});

it('sums of measures meet at their limits, below nought as well', () => {
  const classes = classesOf([-40.5, -3.2, -0.4, 0.1, 0.7, 1.9, 2.2, 4.6, 9.1, 33.3]);
  expect(classes.slice(1).map(({ from }) => from)).toEqual(classes.slice(0, -1).map(({ to }) => to));
  expect(classOf(classes, -40.5)).toBe(0);
  expect(classOf(classes, 33.3)).toBe(classes.length - 1);
});

it('few classes still use the lightest and the darkest colour', () => {
  expect([0, 1, 2, 3, 4, 5].map(shadesOf)).toEqual([[], [3], [1, 5], [1, 3, 5], [1, 2, 4, 5], [1, 2, 3, 4, 5]]);
});
