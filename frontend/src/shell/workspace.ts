/** What a workspace says of itself, and what it brings when it is opened. */

import type { Component } from 'svelte';
import type { Lang, Text } from '../lib/api/types.ts';
import type { FoundFeature, HexState, HexUnder, Padding, ShownLayer, Thinned } from '../map/types.ts';
import type { Ground } from './ground.svelte.ts';
import type { IconName } from './icons.ts';

/** `families/<id>/workspace.ts` and `shell/layer/workspace.ts` export it as `workspace`; it is in every page's first script. */
export type Workspace = {
  id: string;
  /** `/map`, or `/layer/:id` with the one part that differs. */
  path: string;
  /** A name of Lucide's. */
  icon: string;
  caption: Text;
  /** Keys of the address that are its own. */
  keys: readonly string[];
  /** Those that Back undoes. */
  backs?: readonly string[];
  /** Those that begin anew when another unit is entered. */
  fresh?: readonly string[];
  /** Those that go when it is left; all, where nothing is said. */
  leaves?: readonly string[];
  /** What it makes of the span: a period, a window, or nothing. */
  time: 'period' | 'window' | null;
  load(): Promise<{ panels: Panels }>;
};

/** Something that the page says over the map; of several the one with the lowest rank is shown. */
export type Note =
  | {
      rank: number;
      kind: 'alert' | 'status';
      icon: IconName;
      title: string;
      text: string;
      act?: { label: string; run: () => void } | { label: string; href: string };
    }
  /** A word at the foot of the map. */
  | { rank: number; kind: 'foot'; title: string };

/**
 * The parts of an open workspace. The shell puts each into its frame; what is left out is not there, and may be a getter
 * that reads state. They read the address by `view` and what lies beneath by `data` and `ground`.
 */
export type Panels = {
  /** What it holds of the land: the edition, the level, the units entered, what is painted. Plain land where left out. */
  ground?: Ground;
  /** Fixed left of the map (`--panel-l` wide), right (`--panel-r`) and below it (`--timebar-h` high); not on a phone. */
  Left?: Component | undefined;
  Side?: Component | undefined;
  Time?: Component | undefined;
  /** On a phone chips above the map; else over the map, where it places itself. */
  Tools?: Component<{ phone: boolean }>;
  /** The phone's sheet and what stands above it: made of `shell/Sheet.svelte`. */
  Phone?: Component;
  /**
   * What covers the map on a phone so tall, px, with the sheet at rest; without it room is left for a legend and steps of
   * time above the sheet. Places that are gone to then come into the middle of what is free, at every size.
   */
  covered?(tall: number): Padding;
  /** Over the map at every size: a table, cards. */
  Over?: Component;
  /** Beside the pointer on a unit. */
  Hover?: Component<{ id: number; x: number; y: number }>;
  /** Layers that it draws itself with questions of its own; they lie above the others. */
  drawn?: readonly ShownLayer[];
  notes?: readonly Note[];
  /** Its part of the window's title. */
  title?: string | undefined;
  /** Attributes of the frame, for what drives the page from outside. */
  marks?: Readonly<Record<`data-${string}`, string | null | undefined>>;
  /** False while it has not yet what its first picture needs. */
  ready?: boolean;
  /** Keys of its own and what they do, in both languages. */
  keys?(lang: Lang): readonly (readonly [key: string, what: string])[];
  /** Answers a key pressed outside fields; says whether it did. `onControl`: a button has the focus. */
  keyed?(event: KeyboardEvent, onControl: boolean): boolean;
  /** The open feature's card is one of its own. */
  cards?: boolean;
  /** What the map has drawn of hexagons, and how much it left out. */
  hexes?(state: HexState): void;
  thinned?(layer: string, thinned: Thinned): void;
  /** The hexagon under the pointer, and the uppermost feature there; null when it has left. */
  hex?(under: HexUnder | null): void;
  pointed?(found: FoundFeature | null): void;
  /** A click on one feature or several, in drawing order; says whether it answers itself. */
  clicked?(found: readonly { layer: string; id: string }[], at: { lon: number; lat: number }): boolean;
  /** A click beside all features; says whether it answers itself, else a unit is entered or left. */
  beside?(): boolean;
};
