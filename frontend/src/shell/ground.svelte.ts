/**
 * The land beneath every workspace: edition, level, units entered, and the scene that the map draws. By itself it is
 * plain land with names; a workspace that paints on it extends it. Nothing here asks the server.
 */

import type { Box, HomeEdition, LevelName } from '../lib/api/types.ts';
import { endDay, parseSpan } from '../lib/span.ts';
import type { ShownLevel, Unit } from '../lib/units.ts';
import type { Scene } from '../map/types.ts';
import type { View } from './address.ts';
import { data } from './data.svelte.ts';
import { groundOf, paintedUnits, plainNames, plainPaints } from './plain.ts';
import { type OwnPart, view } from './view.svelte.ts';

const ORDER: readonly LevelName[] = ['province', 'district', 'commune'];

export type OfferedLevel = { level: ShownLevel; count: number; enabled: boolean };

/** Which view is followed. A base of its own, because the fields below read it from their beginning. */
class Following {
  protected readonly at: { readonly now: View };

  constructor(at: { readonly now: View }) {
    this.at = at;
  }
}

export class Ground extends Following {
  lang = $derived(this.at.now.lang);
  /** The edition in force at the end of the time looked at, whether or not another is pinned. */
  spanEdition = $derived.by<HomeEdition | undefined>(() => {
    const day = this.day();
    return data.units === null || day === null ? undefined : data.units.editionOn(day);
  });
  edition = $derived<HomeEdition | undefined>(
    (this.at.now.edition === null ? undefined : data.units?.edition(this.at.now.edition)) ?? this.spanEdition,
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
  levels = $derived.by(() => this.offered());
  level = $derived.by<ShownLevel>(() => this.levelFor(this.unit, this.wantedLevel()));
  /** What the map is entered into: the unit itself, or the parent of a unit of the painted level. */
  scope = $derived.by<Unit | null>(() => this.scopeFor(this.current, this.level));
  painted = $derived<readonly Unit[]>(
    data.units === null || this.edition === undefined ? [] : paintedUnits(data.units, this.edition, this.level),
  );
  within = $derived.by<readonly Unit[]>(() => this.inScope());
  homeUnit = $derived(data.units?.homeUnit());
  private boxes = new Map<string, Box | null>();
  fit = $derived.by<Box | null>(() => this.fitBox());
  scene = $derived.by<Scene | null>(() => this.drawn());

  /** The day whose boundaries hold unless others are pinned; null before it is known. */
  protected day(): string | null {
    const span = parseSpan(this.at.now.span);
    return span === null || data.home === null ? data.today : endDay(span, data.told);
  }

  /** Whether there is something to show at a level. */
  protected has(_level: LevelName): boolean {
    return true;
  }

  /** The level asked for; null leaves it to the unit entered. */
  protected wantedLevel(): ShownLevel | null {
    return null;
  }

  /** Own keys of the address that begin anew on every way into a unit or out of one. */
  protected anew(): OwnPart {
    return {};
  }

  protected drawn(): Scene | null {
    return this.plain();
  }

  /** The land without anything painted on it. */
  protected plain(): Scene | null {
    const { edition, painted, groups, level } = this;
    if (data.units === null || edition === undefined) return null;
    const ground = groundOf({
      units: data.units,
      edition,
      level,
      painted,
      groups,
      within: this.within,
      selected: this.current,
      fit: this.fit,
    });
    const names = plainNames(painted, new Set(this.within.map((u) => u.id)), level, this.current);
    return { ...ground, paints: plainPaints(painted, groups, level), labels: names };
  }

  private offered(): readonly OfferedLevel[] {
    const { edition } = this;
    if (edition === undefined || data.units === null) return [];
    const rows: OfferedLevel[] = [];
    for (const level of ORDER) {
      if (edition.levels.includes(level)) {
        rows.push({ level, count: data.units.list(edition.date, level).length, enabled: this.has(level) });
      } else if (level === 'district' && this.groups.size > 0) {
        const count = new Set(this.groups.values()).size;
        rows.push({ level: 'former', count, enabled: this.has('district') || this.has('commune') });
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

  /** The unit that a painted one stands for: itself, or the former district that a commune is drawn with. */
  drawnUnit(id: number): Unit | undefined {
    const drawn = this.level === 'former' ? (this.groups.get(id) ?? id) : id;
    return this.edition === undefined ? undefined : data.units?.version(drawn, this.edition.date);
  }

  /** How many units of which level lie within a unit; null where there are none. */
  children(unit: Unit): { count: number; level: LevelName } | null {
    const { edition } = this;
    const units = data.units;
    if (edition === undefined || units === null) return null;
    const level = this.level === 'former' ? 'commune' : units.childLevel(unit.level, edition.date);
    if (level === null) return null;
    const count = units.list(edition.date, level).filter((u) => units.inside(u, unit, edition.date)).length;
    return count === 0 ? null : { count, level };
  }

  /** The place chosen by hand stays where the land in view stays. */
  enter(unit: Unit): void {
    const level = this.levelFor(unit, null);
    const stays = level === this.level && this.scopeFor(unit, level)?.id === this.scope?.id;
    view.go({ unit: unit.uid, place: stays ? view.now.place : null, panel: true }, this.anew());
  }

  /** Enters a unit of today from any view: where the edition drawn does not hold it, time goes to its default. */
  enterToday(unit: Unit): void {
    const day = this.edition?.date;
    if (day !== undefined && data.units?.aliveOn(unit.id, day)) this.enter(unit);
    else view.go({ unit: unit.uid, place: null, panel: true, span: null, edition: null }, this.anew());
  }

  /** Enters a unit as it was in an edition. */
  enterAsOf(uid: string, edition: string): void {
    view.go({ unit: uid, edition, place: null, panel: true }, this.anew());
  }

  /** One level up: out of the unit, to the one above, to the home. */
  leave(): void {
    const { current, edition } = this;
    if (current === null || edition === undefined || data.units === null) return;
    const path = data.units.path(current, edition.date);
    const above = path[path.length - 2];
    const root = above !== undefined && edition.roots.length === 1 && edition.roots[0] === above.id;
    view.go({ unit: above === undefined || root ? null : above.uid, place: null }, this.anew());
  }

  /** Out of every unit. */
  leaveAll(): void {
    view.go({ unit: null, place: null }, this.anew());
  }
}

/** The land of a workspace that paints nothing on it. */
export const plain = new Ground(view);
