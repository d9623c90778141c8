/** What the workspace of a layer brings when it is opened. */

import type { ShownLayer } from '../../map/types.ts';
import { data } from '../data.svelte.ts';
import { coveredBy, sheet } from '../sheet.svelte.ts';
import { view } from '../view.svelte.ts';
import type { Panels } from '../workspace.ts';
import { under } from './card/under.svelte.ts';
import { desk } from './desk.svelte.ts';
import { drawn } from './key/drawn.svelte.ts';
import Left from './Left.svelte';
import { pointed } from './list/pointed.svelte.ts';
import { said } from './model/reading.ts';
import Over from './Over.svelte';
import Phone from './Phone.svelte';
import { room } from './room.svelte.ts';
import Side from './Side.svelte';
import Time from './Time.svelte';
import Tools from './Tools.svelte';
import { wordsOf } from './words.ts';

// Beside the rest of the workspace, which is nothing without its layer on the map.
void import('../../map/features.ts').catch(() => undefined);

/** Metres of a pixel at the equator at zoom 0, with tiles of 512 pixels. */
const METRES = 78_271.517;
const REACH_PX = 8;
const USUAL_ZOOM = 9;

/** A phone's map beside its controls, below the search and its chips; between them and the sheet lies land that is seen whole. */
const PHONE_PADDING = { left: 20, right: 20, top: 116, least: 0.2 };

/** The layer itself with its own question; the shell draws the others. */
function shown(): readonly ShownLayer[] {
  const { id, feature } = desk;
  const layer = room.id === id ? room.layer : null;
  // Until the layer says how it keeps time, neither a span nor its own default can be asked as its rows are.
  const timeless = data.home?.layers.find((l) => l.id === id)?.time === null;
  if (id === '' || (layer === null && !timeless)) return [];
  const question = layer === null ? { filter: desk.q, datetime: null, known: null } : room.question();
  const as = layer === null ? desk.as : room.as;
  const hex = as === 'points' ? null : { res: desk.r, by: desk.by };
  const selected = feature?.layer === id ? feature.id : null;
  return [{ id, ...question, as, hex, selected, pointed: pointed.inList }];
}

function keyed(event: KeyboardEvent): boolean {
  if (event.key === 't' || event.key === 'T') desk.go({ table: !desk.table });
  else if (event.key === 'Escape' && desk.table) desk.go({ table: false });
  else return false;
  return true;
}

function clicked(found: readonly { layer: string; id: string }[], at: { lon: number; lat: number }): boolean {
  const [first] = found;
  if (first === undefined) return false;
  const radius = (REACH_PX * METRES * Math.cos((at.lat * Math.PI) / 180)) / 2 ** (desk.zoom ?? USUAL_ZOOM);
  // Others are told by what is drawn: each follows the span in its own kind, and one request knows only one.
  const layers = room.offers('identify') ? [{ id: desk.id, filter: desk.q }] : [];
  void under.ask(found, { at: { ...at, radius_m: radius }, layers, datetime: room.datetime, lang: desk.lang });
  desk.open(first);
  return true;
}

/** Puts the open feature away, and does nothing else. */
function beside(): boolean {
  if (desk.feature === null) return false;
  desk.open(null);
  return true;
}

export const panels: Panels = {
  Left,
  Side,
  /** A layer without time leaves its room to the map. */
  get Time() {
    return room.timed ? Time : undefined;
  },
  Tools,
  Phone,
  Over,
  cards: true,
  covered: (tall) => ({ ...PHONE_PADDING, bottom: coveredBy(sheet.height, tall) }),
  get drawn() {
    return shown();
  },
  keyed,
  clicked,
  beside,
  hexes: (state) => {
    drawn.hexes = state;
  },
  hex: (under) => {
    drawn.hex = under;
  },
  thinned: (layer, thinned) => drawn.setThinned(layer, thinned),
  pointed: (found) => {
    pointed.onMap = found;
  },
  keys(lang) {
    const t = wordsOf(lang);
    return [
      ['T', t.keyTable],
      ['↑ ↓ Enter', t.keyList],
      ['← →', t.keyGrip],
      ['Esc', t.keyClose],
    ];
  },
  get title() {
    return room.layer === null ? undefined : said(room.layer.titles, view.lang);
  },
  get marks() {
    return { 'data-layer': desk.id, 'data-matched': room.matched === null ? undefined : String(room.matched) };
  },
};
