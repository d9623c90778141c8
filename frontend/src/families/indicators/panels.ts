/** What the indicators bring when their workspace is opened. */

import { dateName, longName } from '../../lib/period.ts';
import { view } from '../../shell/view.svelte.ts';
import type { Note, Panels } from '../../shell/workspace.ts';
import { data } from './data.svelte.ts';
import { go } from './go.ts';
import Hover from './Hover.svelte';
import Left from './Left.svelte';
import Over from './Over.svelte';
import Phone from './Phone.svelte';
import { playing } from './playing.svelte.ts';
import Side from './Side.svelte';
import { shown } from './shown.svelte.ts';
import Time from './Time.svelte';
import Tools from './Tools.svelte';
import { wordsOf } from './words.ts';

function notes(): readonly Note[] {
  const { t, lang, edition, spanEdition } = shown;
  const found: Note[] = [];
  const retry = { label: t.retry, run: () => data.retry() };
  const alert = { kind: 'alert', icon: 'triangle-alert', act: retry } as const;
  if (data.failedStart !== null) {
    const text = data.failedStart.words(lang) || t.failedHomeNote;
    found.push({ ...alert, rank: 1, title: t.failedHome, text });
  }
  if (data.failedValues !== null) {
    const title = t.failedValues(shown.wanted?.name[lang] ?? '');
    found.push({ ...alert, rank: 20, title, text: data.failedValues.words(lang) || t.failedValuesNote });
  }
  if (edition !== undefined && spanEdition !== undefined && edition.date !== spanEdition.date && !shown.bare) {
    const title = t.boundaryChanged(dateName(edition.date));
    const act = { label: t.followPeriod, run: () => view.go({ edition: null }) };
    found.push({ rank: 60, kind: 'status', icon: 'calendar-clock', title, text: t.carriedNow, act });
  }
  if (data.slow && shown.wanted !== null && shown.period !== null) {
    const title = t.loadingPeriod(shown.wanted.name[lang], longName(shown.period, lang));
    found.push({ rank: 70, kind: 'foot', title });
  }
  return found;
}

function keyed(event: KeyboardEvent, onControl: boolean): boolean {
  const inField = (event.target as HTMLElement).matches('input');
  if (event.key === 'ArrowLeft' && !inField) shown.step(-1);
  else if (event.key === 'ArrowRight' && !inField) shown.step(1);
  else if (event.key === ' ' && !onControl) playing.toggle();
  else if (event.key === 't' || event.key === 'T') go({ table: !shown.own.table });
  else if (event.key === '1') go({ coloring: 'value' });
  else if (event.key === '2') go({ coloring: 'trend' });
  else if (event.key === '3') go({ coloring: 'target' });
  else if (event.key === 'Escape' && shown.own.table) go({ table: false });
  else return false;
  return true;
}

export const panels: Panels = {
  ground: shown,
  Left,
  // Without an indicator there is nothing to tell of a unit, and no time to go through.
  get Side() {
    return shown.none ? undefined : Side;
  },
  get Time() {
    return shown.none ? undefined : Time;
  },
  Tools,
  Phone,
  Over,
  Hover,
  keyed,
  keys(lang) {
    const t = wordsOf(lang);
    return [
      ['← →', t.keyTime],
      [t.space, t.keyPlay],
      ['Esc', t.keyLeave],
      ['T', t.keyTable],
      ['1 2 3', t.keyColoring],
    ];
  },
  get notes() {
    return notes();
  },
  get title() {
    return shown.indicator?.name[shown.lang];
  },
  get marks() {
    return { 'data-indicator': shown.indicator?.code, 'data-period': shown.period };
  },
};
