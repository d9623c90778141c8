/** What follows from the view and the data: edition, level, pictures, legend, scene. Nothing here asks the server. */

import { tableAddress } from '../../lib/api/client.ts';
import type { Box, HomeEdition, Indicator, LevelName } from '../../lib/api/types.ts';
import { lastDay, nearest } from '../../lib/period.ts';
import type { Unit, Units } from '../../lib/units.ts';
import { type Grain, grainsOf, type ShownLevel, type View } from '../../shell/address.ts';
import { data } from '../../shell/data.svelte.ts';
import { view } from '../../shell/view.svelte.ts';
import { wordsOf } from '../../shell/words.ts';
import { legendOf } from './model/legend.ts';
import { pictureOf, type UnitPicture, valueLevel } from './model/picture.ts';
import { ranked, worst } from './model/rank.ts';
import { paintedUnits, picturesOf, sceneOf } from './model/scene.ts';
import type { Values } from './model/values.ts';

const ORDER: readonly LevelName[] = ['province', 'district', 'commune'];

/** Which view is followed. A base of its own, because the fields below read it from their beginning. */
class Following {
  protected readonly at: { readonly now: View };

  constructor(at: { readonly now: View }) {
    this.at = at;
  }
}

class Shown extends Following {
  lang = $derived(this.at.now.lang);
  t = $derived(wordsOf(this.at.now.lang));
  /** The indicator asked for; `values.indicator` is the one in view until its figures have come. */
  wanted = $derived<Indicator | null>(data.indicator(this.at.now.indicator));
  grains = $derived<readonly Grain[]>(
    this.wanted === null ? [] : grainsOf(this.wanted.frequency, this.wanted.over_periods),
  );
  grain = $derived<Grain>(
    this.at.now.grain !== null && this.grains.includes(this.at.now.grain)
      ? this.at.now.grain
      : (this.grains[0] ?? 'month'),
  );
  values = $derived(data.values);
  indicator = $derived<Indicator | null>(this.values?.indicator ?? this.wanted);
  /** The last period in which half of the units that are due a figure have one. */
  latest = $derived(this.values === null ? null : latestOf(this.values, data.units));
  period = $derived(this.values === null ? null : nearest(this.values.periods, this.at.now.period ?? this.latest));
  index = $derived(this.values === null || this.period === null ? -1 : this.values.index(this.period));
  /** The edition in force at the end of the period, whether or not another is pinned. */
  periodEdition = $derived<HomeEdition | undefined>(
    data.units === null || this.period === null ? undefined : data.units.editionOn(lastDay(this.period)),
  );
  edition = $derived<HomeEdition | undefined>(
    (this.at.now.edition === null ? undefined : data.units?.edition(this.at.now.edition)) ?? this.periodEdition,
  );
  unit = $derived<Unit | null>(this.at.now.unit === null ? null : (data.units?.find(this.at.now.unit) ?? null));
  /** The unit in its version of the edition drawn. */
  current = $derived<Unit | null>(
    this.unit === null || this.edition === undefined
      ? null
      : (data.units?.version(this.unit.id, this.edition.date) ?? this.unit),
  );
  groups = $derived(
    data.units === null || this.edition === undefined
      ? new Map<number, number>()
      : data.units.formerGroups(this.edition.date),
  );
  levels = $derived(this.offered());
  level = $derived<ShownLevel>(this.levelFor(this.unit, this.at.now.level));
  /** What the map is entered into: the unit itself, or the parent of a unit of the painted level. */
  scope = $derived<Unit | null>(this.scopeFor(this.current, this.level));
  painted = $derived<readonly Unit[]>(
    data.units === null || this.edition === undefined ? [] : paintedUnits(data.units, this.edition, this.level),
  );
  within = $derived<readonly Unit[]>(this.inScope());
  edges = $derived<readonly number[]>(
    this.values === null || this.edition === undefined
      ? []
      : this.values.edges(this.edition.date, valueLevel(this.level)),
  );
  largest = $derived(
    this.values === null || this.values.indicator.kind !== 'total'
      ? null
      : this.values.largest(this.painted.map((u) => u.id)),
  );
  pictures = $derived<readonly UnitPicture[]>(
    this.values === null
      ? []
      : picturesOf(this.painted, {
          values: this.values,
          index: this.index,
          coloring: this.at.now.coloring,
          edges: this.edges,
          largest: this.largest,
        }),
  );
  inside = $derived.by(() => {
    const ids = new Set(this.within.map((u) => u.id));
    return this.pictures.filter((p) => ids.has(p.unit.id));
  });
  legend = $derived(
    this.indicator === null ? null : legendOf(this.inside, this.at.now.coloring, this.edges, this.indicator.polarity),
  );
  order = $derived(this.indicator === null ? [] : ranked(this.inside, this.indicator));
  worst = $derived(this.indicator === null ? [] : worst(this.inside, this.indicator));
  /** Picture of the selected unit, drawn on this map or not. */
  selected = $derived<UnitPicture | null>(this.current === null ? null : this.pictureFor(this.current));
  homeUnit = $derived(data.units?.homeUnit());
  homePicture = $derived<UnitPicture | null>(this.homeUnit === undefined ? null : this.pictureFor(this.homeUnit));
  /** Address of the table behind the map as a file. */
  file = $derived(
    this.indicator === null || this.period === null || this.edition === undefined
      ? ''
      : tableAddress(this.indicator.code, {
          period: this.period,
          level: this.level,
          edition: this.edition.date,
          within: this.scope?.uid ?? null,
          lang: this.lang,
        }),
  );
  private boxes = new Map<string, Box | null>();
  fit = $derived<Box | null>(this.fitBox());
  scene = $derived(
    data.units === null || this.edition === undefined || this.indicator === null || this.values === null
      ? null
      : sceneOf({
          units: data.units,
          edition: this.edition,
          level: this.level,
          pictures: this.pictures,
          groups: this.groups,
          within: this.within,
          selected: this.current,
          fit: this.fit,
          coloring: this.at.now.coloring,
          indicator: this.indicator,
          lang: this.lang,
        }),
  );

  private offered(): readonly { level: ShownLevel; count: number; enabled: boolean }[] {
    const { edition, indicator } = this;
    if (edition === undefined || data.units === null) return [];
    const has = (level: LevelName) => indicator === null || indicator.levels.includes(level);
    const rows: { level: ShownLevel; count: number; enabled: boolean }[] = [];
    for (const level of ORDER) {
      if (edition.levels.includes(level)) {
        rows.push({ level, count: data.units.list(edition.date, level).length, enabled: has(level) });
      } else if (level === 'district' && this.groups.size > 0) {
        const count = new Set(this.groups.values()).size;
        rows.push({ level: 'former', count, enabled: has('district') || has('commune') });
      }
    }
    return rows;
  }

  private levelFor(unit: Unit | null, wanted: ShownLevel | null): ShownLevel {
    const enabled = this.levels.filter((l) => l.enabled).map((l) => l.level);
    const asked = wanted === 'former' && !this.levels.some((l) => l.level === 'former') ? 'district' : wanted;
    if (asked !== null && enabled.includes(asked)) return asked;
    const natural = this.naturalLevel(unit);
    if (enabled.includes(natural)) return natural;
    const finer = ORDER.slice(ORDER.indexOf(natural)).find((l) => enabled.includes(l));
    return finer ?? enabled[enabled.length - 1] ?? natural;
  }

  /** The tier below the unit entered; two old provinces side by side at the start. */
  private naturalLevel(unit: Unit | null): LevelName {
    const { edition } = this;
    if (edition === undefined || data.units === null) return 'commune';
    if (unit === null || (unit.level === 'province' && !data.units.aliveOn(unit.id, edition.date))) {
      if (edition.roots.length > 1) return 'province';
      return edition.levels.includes('district') ? 'district' : 'commune';
    }
    return data.units.childLevel(unit.level, edition.date) ?? unit.level;
  }

  private scopeFor(current: Unit | null, level: ShownLevel): Unit | null {
    const { edition } = this;
    if (current === null || edition === undefined || data.units === null) return null;
    const own = level === 'former' ? 'district' : level;
    if (ORDER.indexOf(current.level) < ORDER.indexOf(own)) return current;
    const above = level === 'commune' && this.groups.size > 0 ? current.former : current.parent;
    return above === null ? null : (data.units.version(above, edition.date) ?? null);
  }

  private inScope(): readonly Unit[] {
    const { scope, edition, painted } = this;
    if (scope === null || edition === undefined || data.units === null) return painted;
    const units = data.units;
    const found = painted.filter((u) => units.inside(u, scope, edition.date));
    return found.length > 0 ? found : painted;
  }

  private fitBox(): Box | null {
    const { edition, within, painted, scope } = this;
    if (edition === undefined || data.units === null) return null;
    if (scope === null || within.length === painted.length) return edition.fit;
    const key = `${edition.date} ${scope.id}`;
    if (!this.boxes.has(key)) this.boxes.set(key, data.units.focus(within));
    return this.boxes.get(key) ?? null;
  }

  pictureFor(unit: Unit): UnitPicture | null {
    if (this.values === null) return null;
    const options = {
      values: this.values,
      index: this.index,
      coloring: this.at.now.coloring,
      edges: this.edges,
      largest: null,
    };
    return pictureOf(unit, unit.id, options);
  }

  /** Name of the units counted: "xã", "huyện cũ"… */
  get noun(): string {
    const { t } = this;
    return { province: t.provinces, district: t.districts, commune: t.communes, former: t.formers }[this.level];
  }

  /** The place chosen by hand stays where the land in view stays. */
  enter(unit: Unit): void {
    const level = this.levelFor(unit, null);
    const stays = level === this.level && this.scopeFor(unit, level)?.id === this.scope?.id;
    view.go({ unit: unit.uid, level: null, place: stays ? view.now.place : null, panel: true });
  }

  /** Enters a unit of today from any view: where the edition drawn does not hold it, time goes to the last period. */
  enterToday(unit: Unit): void {
    const day = this.edition?.date;
    if (day !== undefined && data.units?.aliveOn(unit.id, day)) this.enter(unit);
    else view.go({ unit: unit.uid, level: null, place: null, panel: true, period: null, edition: null });
  }

  /** One level up: out of the unit, to the one above, to the home. */
  leave(): void {
    const { current, edition } = this;
    if (current === null || edition === undefined || data.units === null) return;
    const path = data.units.path(current, edition.date);
    const above = path[path.length - 2];
    const root = above !== undefined && edition.roots.length === 1 && edition.roots[0] === above.id;
    view.go({ unit: above === undefined || root ? null : above.uid, level: null, place: null });
  }

  step(count: number): void {
    const to = this.values?.periods[this.index + count];
    if (to !== undefined) view.go({ period: to });
  }
}

function latestOf(values: Values, units: Units | null): string | null {
  const { ids, periods, indicator } = values;
  for (let i = periods.length - 1; i >= 0; i--) {
    const code = periods[i] ?? '';
    const due = ids.filter((id) => units?.isOf(id, lastDay(code), indicator.levels));
    if (due.length > 0 && values.reported(due, i) * 2 >= due.length) return code;
  }
  return periods[periods.length - 1] ?? null;
}

/** What the map draws, and what says which period that is. */
export const shown = new Shown(view);
/** What stands beside the map: the same, one frame later when only the period has changed. */
export const told = new Shown({
  get now() {
    return view.followed;
  },
});
