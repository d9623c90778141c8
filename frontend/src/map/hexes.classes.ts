/** Classes of what hexagons count: as many cells in each as round limits allow. */

/** From and to are both within; `to` is null in the last class, which is open. */
export type Class = { from: number; to: number | null };

const MOST_CLASSES = 5;
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The five classes, or fewer where there are fewer different values. Empty for no values. */
export function classesOf(values: readonly number[]): Class[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return [];
  const whole = sorted.every(Number.isInteger);
  const limits = limitsOf(sorted, whole);
  const from = (i: number) => (i === 0 ? least : (limits[i - 1] ?? least) + (whole ? 1 : 0));
  return [...limits, null].map((to, i) => ({ from: from(i), to }));
}

/** The number of the class, from 0, that a value lies in. */
export function classOf(classes: readonly Class[], value: number): number {
  const found = classes.findIndex(({ to }) => to === null || value <= to);
  return found < 0 ? classes.length - 1 : found;
}

/** Numbers of the sequential colours, 1 to 5, for so many classes: light and dark ends are always used. */
export function shadesOf(count: number): number[] {
  if (count <= 1) return count === 1 ? [3] : [];
  return Array.from({ length: count }, (_, i) => Math.round(1 + (i * (MOST_CLASSES - 1)) / (count - 1)));
}

/** Upper limits of all classes but the last, rising, all below the greatest value. */
function limitsOf(sorted: readonly number[], whole: boolean): number[] {
  const most = sorted.at(-1) ?? 0;
  const least = sorted[0] ?? 0;
  const limits = new Set<number>();
  const add = (value: number) => {
    const limit = rounded(value, whole);
    // A limit under the least value would leave a class empty, one at the greatest would leave the last empty.
    if (limit >= least && limit < most) limits.add(limit);
  };
  for (let i = 1; i < MOST_CLASSES; i += 1) add(quantile(sorted, i / MOST_CLASSES));
  // Where many cells hold the same few values, limits coincide: the long end gets the classes that are left.
  while (limits.size < MOST_CLASSES - 1) {
    const last = Math.max(least, ...limits);
    const before = limits.size;
    add(last > 0 ? Math.sqrt(last * most) : (last + most) / 2);
    if (limits.size === before) break;
  }
  return [...limits].sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The nearest round number. */
function rounded(value: number, whole: boolean): number {
  if (value < 0) return -rounded(-value, whole);
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const [first = 1, ...others] = ROUND;
  const near = others.reduce(
    (best, one) => (Math.abs(one * power - value) < Math.abs(best * power - value) ? one : best),
    first,
  );
  // 1.2 × 10 is 12, not 12.000000000000002; a whole number stays one.
  const found = Number((near * power).toPrecision(3));
  return whole ? Math.round(found) : found;
}
