/** A code list as a tree of boxes to tick. A ticked node takes its descendants, so only the topmost are kept. */

import type { Code, CodeItem } from '../types.ts';

export type Ticked = 'on' | 'some' | 'off';
export type Node = { item: CodeItem; depth: number; children: readonly Node[] };

/** The roots in the order of the list; an item whose parent is not in the list is a root. */
export function treeOf(codes: readonly CodeItem[]): readonly Node[] {
  const known = new Set(codes.map((item) => item.code));
  const below = new Map<Code | null, CodeItem[]>();
  for (const item of codes) {
    const parent = item.parent != null && known.has(item.parent) ? item.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), item]);
  }
  const grow = (parent: Code | null, depth: number): Node[] =>
    (below.get(parent) ?? []).map((item) => ({ item, depth, children: grow(item.code, depth + 1) }));
  return grow(null, 0);
}

/** Every node above its children. */
export function flat(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

export function isTree(codes: readonly CodeItem[]): boolean {
  return treeOf(codes).some((node) => node.children.length > 0);
}

/** How each node's box stands. */
export function ticks(roots: readonly Node[], chosen: ReadonlySet<Code>): ReadonlyMap<Code, Ticked> {
  const found = new Map<Code, Ticked>();
  const visit = (node: Node, above: boolean): Ticked => {
    const on = above || chosen.has(node.item.code);
    const below = node.children.map((child) => visit(child, on));
    const some = below.some((tick) => tick !== 'off');
    const tick = on ? 'on' : some ? 'some' : 'off';
    found.set(node.item.code, tick);
    return tick;
  };
  for (const root of roots) visit(root, false);
  return found;
}

/**
 * What is chosen after a click on a node: a full box is emptied, any other is filled.
 *
 * When the last child of a node is ticked the node itself is, and emptying a child of a full node leaves its sisters.
 */
export function toggled(roots: readonly Node[], chosen: ReadonlySet<Code>, code: Code): Set<Code> {
  const before = ticks(roots, chosen);
  const fill = before.get(code) !== 'on';
  const after = new Set<Code>();
  const visit = (node: Node, above: boolean): boolean => {
    const own = node.item.code;
    if (own === code) return fill;
    const on = above || chosen.has(own);
    if (node.children.length === 0) return on;
    const full = node.children.map((child) => visit(child, on));
    const touched = holds(node, code);
    if (touched ? full.every(Boolean) : on) return true;
    for (const [at, child] of node.children.entries()) if (full[at]) after.add(child.item.code);
    return false;
  };
  for (const root of roots) if (visit(root, false)) after.add(root.item.code);
  return after;
}

function holds(node: Node, code: Code): boolean {
  return node.children.some((child) => child.item.code === code || holds(child, code));
}

export type Swatch<Look> = {
  item: CodeItem;
  depth: number;
  look: Look;
  /** Rows of the code and of those below it; of them those that no swatch below shows. Null while not counted. */
  count: number | null;
  own: number | null;
};

/** The codes that are drawn each in its own way: all roots, and those below that look unlike the one above them. */
export function swatches<Look>(
  roots: readonly Node[],
  lookOf: (item: CodeItem) => Look,
  totals: ReadonlyMap<Code, number>,
): readonly Swatch<Look>[] {
  const visit = (node: Node, above: string | null, depth: number): readonly Swatch<Look>[] => {
    const look = lookOf(node.item);
    const written = JSON.stringify(look);
    const shown = written !== above;
    const below = node.children.flatMap((child) => visit(child, written, shown ? depth + 1 : depth));
    if (!shown) return below;
    const count = totals.get(node.item.code) ?? null;
    const parts = below.filter((one) => one.depth === depth + 1).reduce((sum, one) => sum + (one.count ?? 0), 0);
    const own = count === null ? null : Math.max(0, count - parts);
    return [{ item: node.item, depth, look, count, own }, ...below];
  };
  return roots.flatMap((root) => visit(root, null, 0));
}
