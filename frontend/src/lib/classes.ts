/** Classes of a value by fixed edges, and the token each class is painted with. */

const TOKENS: Readonly<Record<number, readonly string[]>> = {
  1: ['seq-3'],
  2: ['seq-2', 'seq-4'],
  3: ['seq-1', 'seq-3', 'seq-5'],
  4: ['seq-1', 'seq-2', 'seq-4', 'seq-5'],
  5: ['seq-1', 'seq-2', 'seq-3', 'seq-4', 'seq-5'],
};

/** Class of a value, from 0: class k holds edges[k−1] ≤ value < edges[k]. */
export function classOf(value: number, edges: readonly number[]): number {
  let k = 0;
  while (k < edges.length && value >= (edges[k] as number)) k += 1;
  return k;
}

/** Token of class k among n + 1 classes made by n edges. */
export function tokenOf(k: number, edges: readonly number[]): string {
  const tokens = TOKENS[Math.min(5, edges.length + 1)] ?? TOKENS[5] ?? [];
  return tokens[Math.min(k, tokens.length - 1)] ?? 'seq-3';
}
