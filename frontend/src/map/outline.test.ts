import { describe, expect, it } from 'vitest';
import { endsOf } from './outline.ts';

type Ring = [number, number][];

function square(west: number, south: number, side: number): Ring {
  const [east, north] = [west + side, south + side];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

describe('endsOf', () => {
  it('leaves out the edge that two neighbours share', () => {
    const lines = endsOf([[square(0, 0, 1)], [square(1, 0, 1)]]);
    const edges = lines.flatMap((line) => line.slice(1).map((to, i) => [String(line[i]), String(to)].sort().join(' ')));
    expect(edges).toHaveLength(6);
    expect(edges).not.toContain('1,0 1,1');
  });

  it('keeps every edge of what stands alone, holes too', () => {
    const [island, land, hole] = [square(5, 5, 1), square(0, 0, 1), square(0.2, 0.2, 0.4)];
    expect(endsOf([[island], [land, hole]])).toEqual([island, land, hole]);
  });
});
