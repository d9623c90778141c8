/** Glyphs, clocks and dashes at the label points: SVG over the canvas, so that they stay crisp and can be read by a test. */
import { clock, glyphPath, svg } from './svg.ts';
import type { Paint, Scene } from './types.ts';

export const GLYPH_SIZE = 11;
export const SMALL_GLYPH_SIZE = 8;
/** Narrower units carry no glyph and no pattern. */
export const READABLE_PX = 20;

export type Mark = {
  id: number;
  lon: number;
  lat: number;
  /** Side of a square as large as the unit, km. */
  side_km: number;
  paint: Paint;
};

/** One mark per painted unit, or per former district when communes are painted by it. */
export function marksOf(scene: Scene): Mark[] {
  const marks = new Map<number, Mark>();
  for (const [unit, paint] of scene.paints) {
    const id = scene.level === 'former' ? (scene.group.get(unit) ?? unit) : unit;
    if (marks.has(id) || !isActive(scene, unit, id)) continue;
    const anchor = scene.anchors.get(id);
    if (!anchor) continue;
    marks.set(id, { id, lon: anchor.lon, lat: anchor.lat, side_km: Math.sqrt(anchor.area_km2), paint });
  }
  return [...marks.values()];
}

export function isActive(scene: Scene, unit: number, group?: number): boolean {
  if (scene.within.size === 0 || scene.within.has(unit)) return true;
  return group !== undefined && scene.within.has(group);
}

/** Half the side of what is drawn, 0 when nothing is. */
export function markExtent(paint: Paint, span: number): number {
  if (paint.radius !== null) return paint.radius;
  if (span < READABLE_PX) return 0;
  if (paint.glyph !== null) return sizeFor(span) * 0.55;
  if (paint.blank === 'n') return 5;
  return paint.stale ? 6 : 0;
}

const sizeFor = (span: number) => (span < GLYPH_SIZE * 2.4 ? SMALL_GLYPH_SIZE : GLYPH_SIZE);

/** What a mark looks like, as a key: equal keys need no redrawing. */
export function markKey(paint: Paint, span: number): string {
  if (span < READABLE_PX) return '';
  const size = sizeFor(span);
  if (paint.blank === 'n') return 'dash';
  if (paint.blank !== null) return '';
  const glyph = paint.glyph === null ? '' : `${paint.glyph} ${paint.judgement ?? 'stable'}`;
  if (glyph === '' && !paint.stale) return '';
  return `${size} ${glyph || '- -'}${paint.stale ? ' stale' : ''}`;
}

export function drawMark(key: string, id: number): SVGGElement {
  const group = svg('g', { 'data-unit': id });
  if (key === 'dash') {
    group.dataset.mark = 'dash';
    group.append(svg('path', { class: 'dash', d: 'M-4 0h8' }));
    return group;
  }
  const [size, glyph, judgement, stale] = key.split(' ') as [string, string, string, string | undefined];
  if (glyph !== '-') {
    group.dataset.mark = glyph;
    group.dataset.judgement = judgement;
    group.append(
      svg('path', { class: `glyph ${judgement}`, d: glyphPath(glyph as 'up' | 'down' | 'flat', Number(size)) }),
    );
  }
  if (stale) {
    group.dataset.stale = '1';
    const face = clock(GLYPH_SIZE);
    if (glyph === '-') face.setAttribute('transform', 'translate(0 0)');
    group.append(face);
  }
  return group;
}
