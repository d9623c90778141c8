import { expect, it } from 'vitest';
import { byCode, byValue, cellsOf } from './hexes.answer.ts';

const reply = {
  res: 8,
  cells: ['a', 'b', 'a', 'a'],
  kind: ['x', 'y', 'y', null],
  count: [2, 5, 3, 1],
  hours: [1.5, 2, null, 4],
};

it('counts the rows of each cell over all its codes, and finds the commonest', () => {
  expect(cellsOf(reply, null, 'kind')).toEqual([
    { cell: 'a', count: 6, value: 6, code: 'y' },
    { cell: 'b', count: 5, value: 5, code: 'y' },
  ]);
});

it('sums a measure, a missing one as nothing', () => {
  expect(cellsOf(reply, 'hours', null).map(({ value }) => value)).toEqual([5.5, 2]);
});

it('colours a cell as the class that it lies in', () => {
  const cells = cellsOf(reply, null, null);
  const { of, classes } = byValue(cells, (number) => `seq-${number}`);
  expect(classes).toEqual([
    { from: 5, to: 5, color: 'seq-1' },
    { from: 6, to: null, color: 'seq-5' },
  ]);
  expect(cells.map(of)).toEqual(['seq-5', 'seq-1']);
});

it('colours a cell as the code list says, numbers too', () => {
  const cells = [
    { cell: 'a', count: 1, value: 1, code: 3 },
    { cell: 'b', count: 1, value: 1, code: 4 },
    { cell: 'c', count: 1, value: 1, code: null },
  ];
  const { of, categories } = byCode(
    cells,
    [
      { code: 4, color: '#00ff00' },
      { code: 3, color: null },
    ],
    '#888888',
  );
  expect(cells.map(of)).toEqual(['#b86a00', '#00ff00', '#888888']);
  expect(categories.map(({ code, cells: many }) => [code, many])).toEqual([
    [3, 1],
    [4, 1],
    [null, 1],
  ]);
});
