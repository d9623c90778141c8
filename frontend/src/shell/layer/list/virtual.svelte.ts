/** Only the rows in view of a long list, by TanStack Virtual. */

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';

const OVERSCAN = 6;

export class VirtualRows {
  items = $state.raw<readonly VirtualItem[]>([]);
  total = $state(0);
  /** Numbers of the first and the last row that are really in view. */
  range = $state.raw<readonly [number, number]>([0, 0]);
  readonly #rows: Virtualizer<HTMLElement, HTMLElement>;
  readonly #height: number;

  /** @param height of a row in pixels, the same for all. */
  constructor(box: () => HTMLElement | null, height: number) {
    this.#height = height;
    this.#rows = new Virtualizer<HTMLElement, HTMLElement>({
      count: 0,
      getScrollElement: box,
      estimateSize: () => height,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      overscan: OVERSCAN,
      onChange: () => this.#read(),
    });
  }

  /** Watches the box until the returned function is called. */
  mount(): () => void {
    const leave = this.#rows._didMount();
    this.#rows._willUpdate();
    this.#read();
    return leave;
  }

  setCount(count: number): void {
    this.#rows.setOptions({ ...this.#rows.options, count });
    this.#rows._willUpdate();
    this.#rows.measure();
    this.#read();
  }

  show(index: number, align: 'auto' | 'start' | 'center' = 'auto'): void {
    this.#rows.scrollToIndex(index, { align });
  }

  #read(): void {
    const { count } = this.#rows.options;
    this.items = this.#rows.getVirtualItems();
    this.total = this.#rows.getTotalSize();
    const offset = this.#rows.scrollOffset ?? 0;
    const seen = this.#rows.scrollRect?.height ?? 0;
    const first = Math.min(Math.max(0, count - 1), Math.floor(offset / this.#height));
    const last = Math.min(count - 1, Math.ceil((offset + seen) / this.#height) - 1);
    this.range = [first, Math.max(first, last)];
  }
}
