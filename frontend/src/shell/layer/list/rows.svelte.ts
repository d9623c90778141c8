/** The rows of the list or of the table: those in view, the active one, the one pointed at, and the keys that move. */

import { onMount, tick, untrack } from 'svelte';
import { desk } from '../desk.svelte.ts';
import { room } from '../room.svelte.ts';
import { pointed } from './pointed.svelte.ts';
import { VirtualRows } from './virtual.svelte.ts';

/** In pixels, and in rows that Page Up and Page Down pass over. */
type Size = { height: number; page: number };

export class RowList {
  /** The row that the keys move from and Enter opens. */
  active = $state(0);
  readonly count = $derived(room.matched ?? 0);
  readonly rows: VirtualRows;
  readonly #page: number;
  #asked = '';
  /** The open feature that the rows have been brought to, or that was not among them. */
  #followed: string | null = null;
  /** Whether keys moved last: rows that then scroll by under a resting pointer are not pointed at. */
  #byKeys = false;

  /** Call where a component begins: its effects end with the component's. */
  constructor(box: () => HTMLElement | null, { height, page }: Size) {
    this.rows = new VirtualRows(box, height);
    this.#page = page;
    onMount(() => this.rows.mount());
    $effect(() => this.rows.setCount(this.count));
    $effect(() => {
      const [first, last] = this.rows.range;
      if (this.count > 0) room.want(first, last);
    });
    $effect(() => this.#begin(`${room.layer?.id} ${desk.q} ${desk.o} ${desk.span}`));
    $effect(() => this.#follow());
    $effect(() => () => {
      pointed.at = null;
    });
  }

  open(index: number): void {
    const row = room.row(index);
    this.active = index;
    if (row !== null && room.layer !== null) desk.open({ layer: room.layer.id, id: String(row.id) });
  }

  keyed(event: KeyboardEvent): void {
    const to = this.#target(event.key);
    if (to !== undefined) {
      this.active = Math.min(this.count - 1, Math.max(0, to));
      this.rows.show(this.active);
      this.#byKeys = true;
      pointed.at = this.active;
    } else if ((event.key === 'Enter' || event.key === ' ') && !onButton(event)) this.open(this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The pointer moves over the rows, or rows scroll by under it. */
  over(event: PointerEvent): void {
    if (event.pointerType === 'touch') return;
    if (event.movementX !== 0 || event.movementY !== 0) this.#byKeys = false;
    if (!this.#byKeys) pointed.at = indexOf(event);
  }

  left(): void {
    if (!this.#byKeys) pointed.at = null;
  }

  /** The focus goes elsewhere, and with it what the keys had reached. */
  blurred({ currentTarget, relatedTarget }: FocusEvent & { currentTarget: HTMLElement }): void {
    if (!this.#byKeys || currentTarget.contains(relatedTarget as Node | null)) return;
    this.#byKeys = false;
    pointed.at = null;
  }

  #target(key: string): number | undefined {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + this.#page,
      PageUp: this.active - this.#page,
      Home: 0,
      End: this.count - 1,
    };
    return targets[key];
  }

  /** A feature opened on the map, or by the address, is brought into view once, if its row has come. */
  #follow(): void {
    const { feature } = desk;
    const key = feature === null ? null : `${feature.layer}/${feature.id}`;
    if (key === this.#followed || room.layer === null || room.matched === null) return;
    this.#followed = key;
    const at = feature?.layer === room.layer.id ? untrack(() => room.find(feature.id)) : null;
    if (at === null) return;
    this.active = at;
    // The box is as tall as its rows only once the page has been brought up to date.
    void tick().then(() => {
      const [first, last] = this.rows.range;
      if (at < first || at > last) this.rows.show(at, 'center');
    });
  }

  /** Another question begins at its first row. */
  #begin(asked: string): void {
    if (this.#asked !== '' && this.#asked !== asked) {
      this.active = 0;
      pointed.at = null;
      this.rows.show(0, 'start');
    }
    this.#asked = asked;
  }
}

function indexOf({ target }: PointerEvent): number | null {
  const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-index]') : null;
  return row === null ? null : Number(row.dataset.index);
}

/** The heads of the table's columns are buttons, which keep their own keys. */
function onButton({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('button') !== null;
}
