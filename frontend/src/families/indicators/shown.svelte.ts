/** What follows from the view and the figures: period, pictures, legend, scene. Nothing here asks the server. */

import type { HomeEdition, Indicator, LevelName } from '../../lib/api/types.ts';
import { lastDay, nearest } from '../../lib/period.ts';
import { parseSpan, periodFor } from '../../lib/span.ts';
import type { ShownLevel, Unit, Units } from '../../lib/units.ts';
import type { Scene } from '../../map/types.ts';
import { data as beneath } from '../../shell/data.svelte.ts';
import { Ground } from '../../shell/ground.svelte.ts';
import { view } from '../../shell/view.svelte.ts';
import { type Coloring, decodeOwn, type Grain, grainsOf, type OwnView } from './address.ts';
import { tableAddress } from './api.ts';
import { data } from './data.svelte.ts';
import { legendOf } from './model/legend.ts';
import { pictureOf, type UnitPicture, valueLevel } from './model/picture.ts';
import { ranked, worst } from './model/rank.ts';
import { picturesOf, sceneOf } from './model/scene.ts';
import type { Values } from './model/values.ts';
import { wordsOf } from './words.ts';

export class Shown extends Ground {
  t = $derived(wordsOf(this.at.now.lang));
  /** The indicators' own part of the address. */
  own = $derived<OwnView>(decodeOwn(this.at.now.own));
  coloring = $derived<Coloring>(this.own.coloring);
  /** The indicator asked for; `values.indicator` is the one in view until its figures have come. */
  wanted = $derived<Indicator | null>(data.indicator(this.own.indicator));
  grains = $derived<readonly Grain[]>(
    this.wanted === null ? [] : grainsOf(this.wanted.frequency, this.wanted.over_periods),
  );
  grain = $derived<Grain>(
    this.own.grain !== null && this.grains.includes(this.own.grain) ? this.own.grain : (this.grains[0] ?? 'month'),
  );
  values = $derived(data.values);
  indicator = $derived<Indicator | null>(this.values?.indicator ?? this.wanted);
  /** The last period in which half of the units that are due a figure have one. */
  latest = $derived(this.values === null ? null : latestOf(this.values, data.units));
  /** The period or day that the span in the address ends with. */
  private spanPeriod = $derived(periodFor(parseSpan(this.at.now.span), beneath.told));
  period = $derived(this.values === null ? null : nearest(this.values.periods, this.spanPeriod ?? this.latest));
  index = $derived(this.values === null || this.period === null ? -1 : this.values.index(this.period));
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
          coloring: this.coloring,
          edges: this.edges,
          largest: this.largest,
        }),
  );
  inside = $derived.by(() => {
    const ids = new Set(this.within.map((u) => u.id));
    return this.pictures.filter((p) => ids.has(p.unit.id));
  });
  legend = $derived(
    this.indicator === null ? null : legendOf(this.inside, this.coloring, this.edges, this.indicator.polarity),
  );
  order = $derived(this.indicator === null ? [] : ranked(this.inside, this.indicator));
  worst = $derived(this.indicator === null ? [] : worst(this.inside, this.indicator));
  /** Picture of the selected unit, drawn on this map or not. */
  selected = $derived<UnitPicture | null>(this.current === null ? null : this.pictureFor(this.current));
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
  /** No indicator was imported yet. */
  none = $derived(data.catalogue?.indicators.length === 0);
  /** No figures will come: the land is drawn without. */
  bare = $derived(this.values === null && (this.none || data.failedStart !== null || data.failedValues !== null));

  protected override day(): string | null {
    if (this.bare) return super.day();
    return this.period === null ? null : lastDay(this.period);
  }

  protected override has(level: LevelName): boolean {
    return this.indicator === null || this.indicator.levels.includes(level);
  }

  protected override wantedLevel(): ShownLevel | null {
    return this.own.level;
  }

  protected override anew(): Record<string, null> {
    return { lv: null };
  }

  protected override drawn(): Scene | null {
    const { units } = data;
    const edition: HomeEdition | undefined = this.edition;
    if (this.bare) return this.plain();
    if (units === null || edition === undefined || this.indicator === null || this.values === null) return null;
    return sceneOf({
      units,
      edition,
      level: this.level,
      pictures: this.pictures,
      groups: this.groups,
      within: this.within,
      selected: this.current,
      fit: this.fit,
      coloring: this.coloring,
      indicator: this.indicator,
      lang: this.lang,
    });
  }

  pictureFor(unit: Unit): UnitPicture | null {
    if (this.values === null) return null;
    const options = {
      values: this.values,
      index: this.index,
      coloring: this.coloring,
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

  step(count: number): void {
    const to = this.values?.periods[this.index + count];
    if (to !== undefined) view.go({ span: to });
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
