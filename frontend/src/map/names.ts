/** The labels of units: what they ask for, how they are drawn. */

import type { PlacedName } from './placement.ts';
import { svg } from './svg.ts';
import type { LabelCandidate } from './types.ts';

export type Measured = { width: number; height: number; size: number; weight: number };

const canvas = document.createElement('canvas').getContext('2d');
const widths = new Map<string, number>();

export function textWidth(text: string, size: number, weight: number, spacing = 0): number {
  const key = `${weight} ${size} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (canvas) canvas.font = `${weight} ${size}px 'Be Vietnam Pro', system-ui, sans-serif`;
    width = canvas?.measureText(text).width ?? text.length * size * 0.55;
    widths.set(key, width);
  }
  return width + spacing * text.length;
}

export function forgetWidths(): void {
  widths.clear();
}

export function isImportant(label: LabelCandidate, selected: number | null): boolean {
  return label.id === selected || label.sub !== null;
}

const lineHeight = (size: number) => Math.round(size * 1.2);

export function measure(label: LabelCandidate, selected: number | null): Measured {
  const size = label.size === 'district' ? 14 : 12;
  const weight = label.size === 'district' || isImportant(label, selected) ? 600 : 500;
  const name = textWidth(label.text, size, weight);
  const sub = label.sub === null ? 0 : textWidth(label.sub, size, label.size === 'district' ? 500 : 700);
  return { width: Math.max(name, sub), height: lineHeight(size) * (label.sub === null ? 1 : 2), size, weight };
}

/** Key of a drawn label: equal keys need no redrawing. */
export function nameKey(label: LabelCandidate, m: Measured, at: PlacedName, dark: boolean): string {
  return [label.text, label.sub, label.subTone, m.size, m.weight, at.dx, at.dy, at.align, dark].join('|');
}

export function drawName(label: LabelCandidate, m: Measured, at: PlacedName, dark: boolean): SVGGElement {
  const x =
    Math.round((at.align === 'start' ? at.dx : at.align === 'end' ? at.dx + m.width : at.dx + m.width / 2) * 10) / 10;
  const y = Math.round((at.dy + m.size * 0.95) * 10) / 10;
  const common = { x, 'text-anchor': at.align, 'font-size': m.size };
  const lines = [svg('text', { ...common, y, 'font-weight': m.weight }, [label.text])];
  if (label.sub !== null) {
    const tone = label.subTone === null ? '' : ` ${label.subTone}`;
    const weight = label.size === 'district' ? 500 : 700;
    const second = { ...common, y: y + lineHeight(m.size), 'font-weight': weight, class: `sub${tone}` };
    lines.push(svg('text', second, [label.sub]));
  }
  return svg('g', { class: dark ? 'name on-dark' : 'name', 'data-unit': label.id }, lines);
}
