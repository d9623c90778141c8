/** The two archipelagos in the corner while the view is elsewhere: SVG from the outline file and our own list of points. */
import type { Box } from './placement.ts';
import type { Shape } from './surroundings.ts';
import { svg } from './svg.ts';
import type { Archipelago, Blank, Bounds, Paint, Scene } from './types.ts';

const WIDE = { width: 172, height: 148, top: 48, gap: 12 };
const NARROW = { width: 76, height: 68, top: 22, gap: 6 };
/** Least radius of a patch on the inset, px. */
const LEAST_DOT = 1.2;
const MARGIN_DEG = 0.15;

type Size = typeof WIDE;

export function boundsOf(group: Archipelago): Bounds | null {
  if (group.points.length === 0) return null;
  const lons = group.points.map((point) => point.lon);
  const lats = group.points.map((point) => point.lat);
  return [
    Math.min(...lons) - MARGIN_DEG,
    Math.min(...lats) - MARGIN_DEG,
    Math.max(...lons) + MARGIN_DEG,
    Math.max(...lats) + MARGIN_DEG,
  ];
}

const inside = (bounds: Bounds, lon: number, lat: number) =>
  lon >= bounds[0] && lon <= bounds[2] && lat >= bounds[1] && lat <= bounds[3];

export class Insets {
  readonly element = document.createElement('div');
  readonly #enter: (id: number) => void;
  /** The patches of those units of the scene that lie in an inset. */
  #patches: { unit: number; patch: SVGElement }[] = [];

  constructor(enter: (id: number) => void) {
    this.element.className = 'map-insets';
    this.#enter = enter;
  }

  /** Draws the insets of the archipelagos that the main view does not show. */
  draw(
    groups: readonly Archipelago[],
    shapes: readonly Shape[],
    scene: Scene | null,
    view: Bounds,
    narrow: boolean,
  ): void {
    const size = narrow ? NARROW : WIDE;
    this.#patches = [];
    this.element.classList.toggle('narrow', narrow);
    const boxes = groups.flatMap((group) => {
      const bounds = boundsOf(group);
      if (bounds === null) return [];
      const [lon, lat] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
      return inside(view, lon, lat) ? [] : [this.#inset(group, bounds, shapes, scene, size)];
    });
    this.element.replaceChildren(...boxes);
  }

  /** Gives the patches the colours of a scene, without drawing them anew. */
  paint(scene: Scene): void {
    for (const { unit, patch } of this.#patches) patch.style.fill = fillOf(scene.paints.get(unit));
  }

  /** Boxes of the screen under the insets. */
  blocked(container: DOMRect): Box[] {
    return [...this.element.children].map((child) => {
      const r = child.getBoundingClientRect();
      return [
        r.left - container.left - 4,
        r.top - container.top - 4,
        r.right - container.left + 4,
        r.bottom - container.top + 4,
      ];
    });
  }

  #inset(group: Archipelago, bounds: Bounds, shapes: readonly Shape[], scene: Scene | null, size: Size): HTMLElement {
    const unit = scene && [...scene.anchors].find(([, anchor]) => inside(bounds, anchor.lon, anchor.lat));
    const box = document.createElement(unit ? 'button' : 'div');
    box.className = 'map-inset';
    box.dataset.archipelago = group.key;
    box.style.width = `${size.width}px`;
    box.style.height = `${size.height}px`;
    const name = document.createElement('span');
    name.className = 'title';
    name.textContent = group.short;
    const note = document.createElement('small');
    note.textContent = group.note;
    name.append(note);
    const picture = drawing(bounds, group, shapes, unit ? scene.paints.get(unit[0]) : undefined, size);
    const patch = picture.querySelector<SVGElement>('.patch');
    if (unit && patch) this.#patches.push({ unit: unit[0], patch });
    box.append(picture, name);
    if (unit) box.addEventListener('click', () => this.#enter(unit[0]));
    return box;
  }
}

/** As the legend draws it, with the page's own patterns. */
const BLANK_FILL: Partial<Record<Blank, string>> = { o: 'url(#ui-hatch)', s: 'url(#ui-cross)', w: 'url(#ui-dots)' };

function fillOf(paint: Paint | undefined): string {
  if (paint?.blank) return BLANK_FILL[paint.blank] ?? 'var(--land)';
  return paint?.fill ? `var(--${paint.fill})` : 'var(--land)';
}

function drawing(
  bounds: Bounds,
  group: Archipelago,
  shapes: readonly Shape[],
  paint: Paint | undefined,
  size: Size,
): SVGSVGElement {
  const room = { x: 8, y: size.top, w: size.width - 16, h: size.height - size.top - 8 };
  const stretch = 1 / Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180);
  const scale = Math.min(room.w / (bounds[2] - bounds[0]), room.h / ((bounds[3] - bounds[1]) * stretch));
  const x = (lon: number) => room.x + room.w / 2 + (lon - (bounds[0] + bounds[2]) / 2) * scale;
  const y = (lat: number) => room.y + room.h / 2 - (lat - (bounds[1] + bounds[3]) / 2) * scale * stretch;
  const at = (v: number) => Math.round(v * 10) / 10;
  let path = '';
  for (const shape of shapes)
    for (const polygon of shape.path) {
      const ring = polygon[0] ?? [];
      const first = ring[0];
      if (!first || !inside(bounds, first[0], first[1])) continue;
      path += `M${ring.map(([lon, lat]) => `${at(x(lon))} ${at(y(lat))}`).join('L')}Z`;
    }
  const dots = group.points.map((p) => svg('circle', { cx: at(x(p.lon)), cy: at(y(p.lat)), r: LEAST_DOT }));
  return svg('svg', { width: size.width, height: size.height, 'aria-hidden': 'true' }, [
    svg('path', { d: path, class: 'patch', style: `fill:${fillOf(paint)}` }),
    svg('g', { class: 'dots' }, dots),
  ]);
}
