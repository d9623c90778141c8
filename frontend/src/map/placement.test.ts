import { describe, expect, it } from 'vitest';
import { Boxes, type NameRequest, placeNames } from './placement.ts';

const WINDOW = [0, 0, 1000, 1000] as const;
const NOTHING = new Boxes();

function name(id: number, x: number, y: number, more: Partial<NameRequest> = {}): NameRequest {
  return { id, x, y, width: 60, height: 14, priority: 0, mark: 6, span: 100, important: false, ...more };
}

describe('placing names', () => {
  it('never lets two names overlap, however crowded', () => {
    const requests = Array.from({ length: 150 }, (_, i) =>
      name(i, (i * 37) % 400, (i * 53) % 300, { mark: i % 3 ? 6 : 0 }),
    );
    const placed = placeNames(requests, new Boxes(), NOTHING, [-500, -500, 1500, 1500]);
    const boxes = placed.map(({ id, dx, dy }) => {
      const { x, y, width, height } = requests[id] as NameRequest;
      return [x + dx, y + dy, x + dx + width, y + dy + height] as const;
    });
    expect(boxes.length).toBeGreaterThan(20);
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1)) expect(a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]).toBe(false);
  });

  it('serves the higher priority first', () => {
    const placed = placeNames(
      [name(1, 100, 100, { mark: 0, priority: 1 }), name(2, 100, 100, { mark: 0, priority: 9 })],
      new Boxes(),
      NOTHING,
      WINDOW,
    );
    expect(placed[0]?.id).toBe(2);
    expect(placed[0]?.dy).toBe(-7);
  });

  it('leaves a name out when what is taken leaves no place', () => {
    const taken = new Boxes();
    taken.add([0, 0, 300, 300]);
    expect(placeNames([name(1, 150, 150)], taken, NOTHING, WINDOW)).toEqual([]);
  });

  it('keeps names inside the window', () => {
    const placed = placeNames([name(1, 5, 500)], new Boxes(), NOTHING, WINDOW);
    expect(placed[0]?.dx).toBeGreaterThanOrEqual(0);
  });

  it('does not name a unit far narrower than its name, unless it matters', () => {
    const narrow = name(1, 500, 500, { width: 120, span: 20 });
    expect(placeNames([narrow], new Boxes(), NOTHING, WINDOW)).toEqual([]);
    expect(placeNames([{ ...narrow, important: true }], new Boxes(), NOTHING, WINDOW)).toHaveLength(1);
  });

  it('places no more than the limit', () => {
    const requests = Array.from({ length: 9 }, (_, i) => name(i, i * 100 + 50, 500));
    expect(placeNames(requests, new Boxes(), NOTHING, WINDOW, 4)).toHaveLength(4);
  });

  it('names the selected unit across its outline only where there is no other place', () => {
    const edge = new Boxes();
    edge.add([480, 505, 520, 525]);
    const [beside] = placeNames([name(1, 500, 500, { selected: true })], new Boxes(), edge, WINDOW);
    expect(beside?.dy).toBeLessThan(0);
    edge.add([300, 300, 700, 700]);
    expect(placeNames([name(1, 500, 500)], new Boxes(), edge, WINDOW)).toEqual([]);
    expect(placeNames([name(1, 500, 500, { selected: true })], new Boxes(), edge, WINDOW)).toHaveLength(1);
  });
});
