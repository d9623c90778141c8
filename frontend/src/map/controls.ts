/** Zoom, fit and the scale bar: plain elements in the corner of the free part of the map. */
import { svg } from './svg.ts';
import type { Padding, Words } from './types.ts';

const ICONS = {
  plus: 'M5 12h14M12 5v14',
  minus: 'M5 12h14',
  maximize: 'M8 3H5a2 2 0 0 0-2 2v3M21 8V5a2 2 0 0 0-2-2h-3M3 16v3a2 2 0 0 0 2 2h3M16 21h3a2 2 0 0 0 2-2v-3',
};

const STEPS_KM = [0.2, 0.4, 1, 2, 4, 10, 20, 40, 100, 200, 400, 1000];
const WIDEST_PX = 220;

function button(path: string, press: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  const attributes = {
    width: 18,
    height: 18,
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.75,
  };
  const icon = svg('svg', {
    ...attributes,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  });
  icon.append(svg('path', { d: path }));
  element.append(icon);
  element.addEventListener('click', press);
  return element;
}

export type Presses = { zoomIn(): void; zoomOut(): void; fit(): void };

export class Controls {
  readonly element = document.createElement('div');
  readonly scale = document.createElement('div');
  readonly #buttons: [HTMLButtonElement, keyof Words][];
  #km = 0;
  #px = 0;

  constructor(presses: Presses) {
    this.element.className = 'map-controls';
    this.scale.className = 'map-scale';
    this.#buttons = [
      [button(ICONS.plus, presses.zoomIn), 'zoomIn'],
      [button(ICONS.minus, presses.zoomOut), 'zoomOut'],
      [button(ICONS.maximize, presses.fit), 'fit'],
    ];
    this.element.append(...this.#buttons.map(([element]) => element));
  }

  setWords(words: Words): void {
    for (const [element, word] of this.#buttons) {
      element.title = words[word];
      element.setAttribute('aria-label', words[word]);
    }
  }

  place(padding: Padding, narrow: boolean): void {
    for (const element of [this.element, this.scale]) element.classList.toggle('narrow', narrow);
    this.element.style.top = `${padding.top + 12}px`;
    this.element.style.right = `${padding.right + 12}px`;
    this.scale.style.left = `${padding.left + 24}px`;
    this.scale.style.bottom = `${padding.bottom + 20}px`;
  }

  /** Draws the longest round distance that fits. */
  setScale(pixelsPerKm: number): void {
    const km = STEPS_KM.filter((step) => step * pixelsPerKm <= WIDEST_PX).at(-1) ?? STEPS_KM[0] ?? 1;
    const px = Math.round(km * pixelsPerKm);
    if (km === this.#km && px === this.#px) return;
    this.#km = km;
    this.#px = px;
    // No half has a fraction, which each language would write in its own way.
    const [length, unit] = km <= 1 ? [km * 1000, 'm'] : [km, 'km'];
    const text = (x: number, value: string) =>
      svg('text', { x, y: 12, 'text-anchor': 'middle', 'font-size': 11 }, [value]);
    const line = svg('path', { d: `M0 16V21H${px}V16M${px / 2} 18V21`, transform: 'translate(0 .5)' });
    const drawn = svg('svg', { width: px + 48, height: 24, viewBox: `-16 0 ${px + 48} 24`, 'aria-hidden': 'true' }, [
      line,
      text(0, '0'),
      text(px / 2, `${length / 2}`),
      text(px, `${length} ${unit}`),
    ]);
    this.scale.dataset.km = String(km);
    this.scale.replaceChildren(drawn);
  }
}
