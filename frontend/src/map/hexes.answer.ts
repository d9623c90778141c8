/** What the server counted per cell, and how that is coloured. */
import { classesOf, classOf, shadesOf } from './hexes.classes.ts';
import type { HexCategory, HexClass } from './types.ts';

/** Columns: cell, rows in it, sums of measures, and the field that it was split by. */
export type Reply = { res: number; cells: string[]; count: number[] } & Record<string, unknown>;
export type Cell = { cell: string; count: number; value: number; code: string | number | null };
export type Code = { code: string | number; color: string | null };
export type Colouring = { of: (cell: Cell) => string; classes: HexClass[]; categories: HexCategory[] };

/** For values without a colour of their own, the commonest first; as the server gives them to code lists. */
const QUALITATIVE = ['#2b79b3', '#b86a00', '#7a4a9c', '#1b7f79', '#c4441c', '#456579', '#8a5a12', '#5f605c'];

/** The cells, each once: the value of a measure or the number of rows, and of a category its commonest code. */
export function cellsOf(reply: Reply, measure: string | null, dimension: string | null): Cell[] {
  const values = measure === null ? reply.count : numbers(reply[measure]);
  const codes = dimension === null ? [] : (reply[dimension] as (string | number | null)[]);
  const cells = new Map<string, Cell & { most: number }>();
  reply.cells.forEach((cell, i) => {
    const count = reply.count[i] ?? 0;
    const found = cells.get(cell);
    const code = codes[i] ?? null;
    if (found === undefined) {
      cells.set(cell, { cell, count, value: values[i] ?? 0, code, most: count });
      return;
    }
    found.count += count;
    found.value += values[i] ?? 0;
    if (count > found.most) Object.assign(found, { code, most: count });
  });
  return [...cells.values()].map(({ cell, count, value, code }) => ({ cell, count, value, code }));
}

function numbers(column: unknown): number[] {
  return Array.isArray(column) ? column.map((value) => (typeof value === 'number' ? value : 0)) : [];
}

/** Colours by class of the value; `shade` gives the sequential colour of a number from 1 to 5. */
export function byValue(cells: readonly Cell[], shade: (number: number) => string): Colouring {
  const found = classesOf(cells.map(({ value }) => value));
  const shades = shadesOf(found.length);
  const classes = found.map((one, i) => ({ ...one, color: shade(shades[i] ?? 1) }));
  return { of: ({ value }) => classes[classOf(classes, value)]?.color ?? shade(1), classes, categories: [] };
}

/** Colours by the commonest code of each cell: those of the code list, else a few of our own. */
export function byCode(cells: readonly Cell[], codes: readonly Code[], other: string): Colouring {
  const held = new Map<string | number | null, number>();
  for (const { code } of cells) held.set(code, (held.get(code) ?? 0) + 1);
  const commonest = [...held.keys()].sort((a, b) => (held.get(b) ?? 0) - (held.get(a) ?? 0));
  const order = codes.length > 0 ? codes.map(({ code }) => code) : commonest.filter((code) => code !== null);
  const given = new Map(codes.map(({ code, color }) => [code, color]));
  const colors = new Map(order.map((code, i) => [code, given.get(code) ?? QUALITATIVE[i] ?? other]));
  const categories = commonest.map((code) => ({
    code,
    color: (code === null ? undefined : colors.get(code)) ?? other,
    cells: held.get(code) ?? 0,
  }));
  const of = ({ code }: Cell) => (code === null ? undefined : colors.get(code)) ?? other;
  return { of, classes: [], categories };
}
