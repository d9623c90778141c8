/** The units of the home in all editions: who is whose child, who followed whom, in what order. */

import type { Box, HomeEdition, HomeReply, Lang, LevelName, UnitsReply } from './api/types.ts';
import { union } from './box.ts';

/** A level of the map: a tier, or today's communes gathered by the district that they were in. */
export type ShownLevel = LevelName | 'former';

export type Unit = {
  id: number;
  uid: string;
  code: string;
  name: string;
  fullName: string;
  kind: string;
  level: LevelName;
  from: string;
  to: string | null;
  parent: number | null;
  former: number | null;
  formerShare: number | null;
  province: number | null;
  focus: Box;
  label: readonly [number, number];
  areaKm2: number;
  became: readonly number[];
  cameFrom: readonly number[];
};

const LEVELS: Readonly<Record<string, LevelName>> = { p: 'province', d: 'district', c: 'commune' };
const DEPTH: Readonly<Record<LevelName, number>> = { province: 0, district: 1, commune: 2 };

const COLLATOR = { vi: new Intl.Collator('vi', { numeric: true }), en: new Intl.Collator('vi', { numeric: true }) };

/** Vietnamese order of names, numbers as numbers: in both languages, because the names are Vietnamese in both. */
export function byName(a: string, b: string, lang: Lang = 'vi'): number {
  return COLLATOR[lang].compare(a, b);
}

const SHORT: Readonly<Record<string, string>> = {
  phường: 'P.',
  'thị trấn': 'TT.',
  huyện: 'H.',
  quận: 'Q.',
  'thị xã': 'TX.',
  'thành phố': 'TP.',
  'đặc khu': 'ĐK.',
};

/** The full name for a narrow column: kinds as offices abbreviate them, so that the name itself fits. */
export function narrowName(unit: Unit): string {
  const short = SHORT[unit.kind];
  return short === undefined ? unit.fullName : `${short}\u00a0${unit.name}`;
}

export class Units {
  /** All versions of a unit, oldest first. */
  private readonly versions = new Map<number, Unit[]>();
  private readonly byUid = new Map<string, Unit>();
  private readonly lists = new Map<string, readonly Unit[]>();

  constructor(
    reply: UnitsReply,
    readonly home: HomeReply,
  ) {
    for (let i = 0; i < reply.ids.length; i++) this.add(readUnit(reply, i));
    for (const list of this.versions.values()) list.sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  private add(unit: Unit): void {
    const list = this.versions.get(unit.id);
    if (list === undefined) this.versions.set(unit.id, [unit]);
    else list.push(unit);
    const known = this.byUid.get(unit.uid);
    if (known === undefined || known.from < unit.from) this.byUid.set(unit.uid, unit);
  }

  get editions(): readonly HomeEdition[] {
    return this.home.editions;
  }

  /** The edition in force on a day: the last that had begun, else the first. */
  editionOn(day: string): HomeEdition | undefined {
    let found = this.editions[0];
    for (const e of this.editions) if (e.date <= day) found = e;
    return found;
  }

  edition(date: string): HomeEdition | undefined {
    return this.editions.find((e) => e.date === date);
  }

  /** The unit's version in force on a day; where it is not alive then, its last one. */
  version(id: number, day: string): Unit | undefined {
    const list = this.versions.get(id);
    return list?.find((u) => alive(u, day)) ?? list?.[list.length - 1];
  }

  aliveOn(id: number, day: string): boolean {
    return this.versions.get(id)?.some((u) => alive(u, day)) ?? false;
  }

  /** Whether the unit is of one of these levels on a day. */
  isOf(id: number, day: string, levels: readonly LevelName[]): boolean {
    return this.versions.get(id)?.some((u) => alive(u, day) && levels.includes(u.level)) ?? false;
  }

  /** Whether the unit exists in its last version, whatever is drawn. */
  aliveToday(id: number): boolean {
    const list = this.versions.get(id);
    return list !== undefined && list[list.length - 1]?.to === null;
  }

  /** A code and the first day of any version will do: identities that are united keep the older one's name. */
  find(uid: string): Unit | undefined {
    return this.byUid.get(uid) ?? this.byCode(uid) ?? this.byVersion(uid);
  }

  private byVersion(uid: string): Unit | undefined {
    const [code, from] = uid.split('@');
    for (const list of this.versions.values()) {
      if (list.some((u) => u.code === code && u.from === from)) return list[list.length - 1];
    }
    return undefined;
  }

  /** A bare code means the unit in force today. */
  private byCode(code: string): Unit | undefined {
    for (const list of this.versions.values()) {
      const last = list[list.length - 1];
      if (last !== undefined && last.code === code && last.to === null) return last;
    }
    return undefined;
  }

  /** Units of a level alive in an edition, in the server's order. */
  list(edition: string, level: LevelName): readonly Unit[] {
    const key = `${edition} ${level}`;
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const found: Unit[] = [];
    for (const versions of this.versions.values()) {
      const unit = versions.find((u) => alive(u, edition));
      if (unit !== undefined && unit.level === level) found.push(unit);
    }
    this.lists.set(key, found);
    return found;
  }

  /** The home province of today: its figures before its birth are carried. */
  homeUnit(): Unit | undefined {
    const last = this.editions[this.editions.length - 1];
    const root = last?.roots.length === 1 ? last.roots[0] : undefined;
    return last === undefined || root === undefined ? undefined : this.version(root, last.date);
  }

  /** Whether a unit lies in another (itself included): by parents, in one that is no more by its former district. */
  inside(unit: Unit, ancestor: Unit, edition: string): boolean {
    if (unit.id === ancestor.id || unit.parent === ancestor.id || unit.province === ancestor.id) return true;
    if (unit.former !== null && !this.aliveOn(ancestor.id, edition)) {
      const former = this.version(unit.former, edition);
      if (former?.id === ancestor.id || former?.parent === ancestor.id) return true;
    }
    const parent = unit.parent === null ? undefined : this.version(unit.parent, edition);
    return parent !== undefined && parent.id !== unit.id && parent.parent === ancestor.id;
  }

  /** Units of a level within another in an edition; all of the home when it holds none of them. */
  within(edition: string, level: LevelName, ancestor: Unit | null): readonly Unit[] {
    const all = this.list(edition, level);
    if (ancestor === null) return all;
    const found = all.filter((u) => this.inside(u, ancestor, edition));
    return found.length > 0 ? found : all;
  }

  /** From the home's root down to the unit itself. A commune without district level hangs under its former one. */
  path(unit: Unit, edition: string): readonly Unit[] {
    const found: Unit[] = [unit];
    let at: Unit | undefined = unit;
    for (let guard = 0; at !== undefined && guard < 4; guard++) {
      const upId: number | null = at.level === 'commune' && at.former !== null ? at.former : at.parent;
      const up: Unit | undefined = upId === null ? undefined : this.version(upId, edition);
      if (up === undefined || found.some((u) => u.id === up.id)) break;
      found.unshift(up);
      at = up;
    }
    const first = found[0] as Unit;
    if (first.level === 'district') {
      const roots = this.edition(edition)?.roots ?? [];
      const only = roots.length === 1 && roots[0] !== undefined ? this.version(roots[0], edition) : undefined;
      if (only !== undefined) found.unshift(only);
    } else if (first.level === 'province' && !this.aliveOn(first.id, edition) && found.length > 1) {
      const roots = this.edition(edition)?.roots ?? [];
      const only = roots.length === 1 && roots[0] !== undefined ? this.version(roots[0], edition) : undefined;
      if (only !== undefined) found[0] = only;
    }
    return found;
  }

  /** Former districts of an edition without districts: each commune to its district, empty where the level exists. */
  formerGroups(edition: string): ReadonlyMap<number, number> {
    const groups = new Map<number, number>();
    if (this.edition(edition)?.levels.includes('district')) return groups;
    for (const unit of this.list(edition, 'commune')) if (unit.former !== null) groups.set(unit.id, unit.former);
    return groups;
  }

  /** The next level down that the edition has; null at the lowest. */
  childLevel(level: LevelName, edition: string): LevelName | null {
    const levels = this.edition(edition)?.levels ?? [];
    return levels.filter((l) => DEPTH[l] > DEPTH[level]).sort((a, b) => DEPTH[a] - DEPTH[b])[0] ?? null;
  }

  /** The units of today that these became; themselves where they still are. */
  today(ids: Iterable<number>): readonly Unit[] {
    const day = this.editions[this.editions.length - 1]?.date ?? '';
    const found = new Map<number, Unit>();
    const seen = new Set<number>();
    const open = [...ids];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const unit = this.version(id, day);
      if (unit === undefined) continue;
      if (this.aliveToday(id)) found.set(id, unit);
      else open.push(...unit.became);
    }
    return [...found.values()];
  }

  /** Box around units, by their main land. */
  focus(units: readonly Unit[]): Box | null {
    return union(units.map((u) => u.focus));
  }

  names(ids: readonly number[], day: string): string[] {
    return ids.map((id) => this.version(id, day)?.fullName).filter((n) => n !== undefined);
  }
}

function alive(unit: Unit, day: string): boolean {
  return unit.from <= day && (unit.to === null || day < unit.to);
}

function readUnit(reply: UnitsReply, i: number): Unit {
  const level = reply.level[i] ?? 'c';
  return {
    id: reply.ids[i] ?? 0,
    uid: reply.uid[i] ?? '',
    code: reply.code[i] ?? '',
    name: reply.name[i] ?? '',
    fullName: reply.full_name[i] ?? '',
    kind: reply.kind[i] ?? '',
    level: LEVELS[level] ?? (level as LevelName),
    from: reply.from[i] ?? '',
    to: reply.to[i] ?? null,
    parent: reply.parent[i] ?? null,
    former: reply.former[i] ?? null,
    formerShare: reply.former_share[i] ?? null,
    province: reply.province[i] ?? null,
    focus: reply.focus[i] ?? [0, 0, 0, 0],
    label: reply.label[i] ?? [0, 0],
    areaKm2: reply.area_km2[i] ?? 0,
    became: reply.became[i] ?? [],
    cameFrom: reply.came_from[i] ?? [],
  };
}
