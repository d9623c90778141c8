/** The few SVG helpers of the overlay, the insets and the controls. */
import type { Glyph } from './types.ts';

const NAMESPACE = 'http://www.w3.org/2000/svg';

export type Attributes = Record<string, string | number>;

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  children: readonly (Node | string)[] = [],
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A triangle up, a triangle down or a square around (0, 0), as wide as `size`. */
export function glyphPath(glyph: Glyph, size: number): string {
  const h = size / 2;
  const wide = round(h * 1.08);
  const low = round(h * 0.86);
  const tip = round(h);
  if (glyph === 'up') return `M0 ${-tip}L${wide} ${low}L${-wide} ${low}Z`;
  if (glyph === 'down') return `M0 ${tip}L${wide} ${-low}L${-wide} ${-low}Z`;
  const q = round(h * 0.8);
  return `M${-q} ${-q}h${2 * q}v${2 * q}h${-2 * q}Z`;
}

/** A clock face right and above of a glyph of `size`. */
export function clock(size: number): SVGGElement {
  const r = size * 0.42;
  return svg('g', { class: 'clock', transform: `translate(${round(size + 1)} ${round(-size * 0.6)})` }, [
    svg('circle', { r: round(r) }),
    svg('path', { d: `M0 ${round(-r * 0.58)}V0h${round(r * 0.5)}` }),
  ]);
}
