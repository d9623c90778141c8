"""Totals carried into times when a unit did not exist: by what shares, with what mark, rounded so that they add up."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from boundaries.lookup.carry import Life, Part, largest_remainder
from layers.indicators.marks import CARRIED, is_one_of, joined, strongest
from layers.indicators.matrix.matrix import Matrix

Columns = NDArray[np.bool_]
Codes = Mapping[int, str]
"""Unit → code, to break ties the same way everywhere."""


def method_mark(parts: Iterable[Part]) -> str:
    """Say how one step carries: `g` by an approximate grouping, `e` if any part of it is measured by area, else `c`."""
    return strongest("g" if part.approximate else "e" if part.method == "area" else "c" for part in parts)


def carried_mark(lives: Mapping[int, Life], unit: int, day: date) -> str:
    """Return the mark of a carried total of a unit on a day: of its own step and of all steps behind it.

    The map's cells and the panel's account of them both ask here, so that they say the same.
    """
    life = lives.get(unit)
    if life is None or (day >= life.valid_from and (life.valid_to is None or day < life.valid_to)):
        return "."
    if day < life.valid_from:
        return _mark_before(lives, life, day)
    return strongest([method_mark(life.after), *(carried_mark(lives, part.unit, day) for part in life.after)])


def _mark_before(lives: Mapping[int, Life], life: Life, day: date) -> str:
    older = [lives[part.unit] for part in life.before if part.unit in lives]
    behind = [_mark_before(lives, one, day) for one in older if day < one.valid_from]
    return strongest([method_mark(life.before), *behind])


def carry(found: Matrix, lives: Mapping[int, Life], codes: Codes | None) -> None:
    """Carry totals to before a unit's birth and to after its end, generation by generation.

    Args:
        found: figures of living units; the others are filled in.
        lives: of all units.
        codes: to round each generation so that it adds up to what it came from; None leaves it unrounded.
    """
    days = found.days
    for birth, born in _generations(lives, "valid_from"):
        _carry_all(found, lives, {life.unit: life.before for life in born}, days < np.datetime64(birth), codes)
    for end, ended in reversed(_generations(lives, "valid_to")):
        _carry_all(found, lives, {life.unit: life.after for life in ended}, days >= np.datetime64(end), codes)


def _generations(lives: Mapping[int, Life], bound: str) -> list[tuple[date, list[Life]]]:
    groups: dict[date, list[Life]] = defaultdict(list)
    for life in lives.values():
        if (day := getattr(life, bound)) is not None:
            groups[day].append(life)
    return sorted(groups.items(), key=lambda group: group[0])


def _carry_all(
    found: Matrix, lives: Mapping[int, Life], sources: Mapping[int, Sequence[Part]], when: Columns, codes: Codes | None
) -> None:
    if not when.any():
        return
    row_of = {unit: i for i, unit in enumerate(found.units)}
    days = _eras(found, lives)
    rows: dict[str, list[int]] = defaultdict(list)
    for unit, parts in sources.items():
        if parts and unit in row_of and all(part.unit in row_of for part in parts):
            done: list[int] = _carry(found, row_of, unit, parts, when).tolist()
            mark_on = {day: carried_mark(lives, unit, day) for day in {days[j] for j in done}}
            found.marks[row_of[unit], done] = [mark_on[days[j]] for j in done]
            rows[lives[unit].level].append(row_of[unit])
    if codes is not None:
        for level in rows.values():
            _round(found, level, np.flatnonzero(when), codes)


def _eras(found: Matrix, lives: Mapping[int, Life]) -> list[date]:
    """Return a day for each period, the same for all between which no unit came or went."""
    changes = sorted({day for life in lives.values() for day in (life.valid_from, life.valid_to) if day is not None})
    era_of = [bisect_right(changes, period.last_day) for period in found.periods]
    first = {era: period.last_day for era, period in zip(reversed(era_of), reversed(found.periods), strict=True)}
    return [first[era] for era in era_of]


def _carry(
    found: Matrix, row_of: Mapping[int, int], unit: int, parts: Sequence[Part], when: Columns
) -> NDArray[np.int_]:
    """Fill in a unit's totals where its sources have theirs; return the columns."""
    rows = [row_of[part.unit] for part in parts]
    values, skip = found.values[rows][:, when], found.marks[rows][:, when] == "n"
    weights = np.array([part.weight for part in parts])
    complete = (np.isfinite(values) | skip).all(axis=0) & ~skip.all(axis=0)
    total = (np.where(skip, 0, values) * weights[:, None]).sum(axis=0)
    done = np.flatnonzero(when)[complete]
    found.values[row_of[unit], done] = total[complete]
    return done


def round_carried(found: Matrix, lives: Mapping[int, Life], codes: Codes) -> None:
    """Round all that is carried, so that the units that came, or went, together still add up to what they stand for."""
    for j in range(len(found.periods)):
        day = found.periods[j].last_day
        groups: dict[tuple[date, str], list[int]] = defaultdict(list)
        for i in np.flatnonzero(is_one_of(found.marks[:, j], CARRIED)).tolist():
            life = lives[found.units[i]]
            ended = life.valid_to is not None and day >= life.valid_to
            groups[life.valid_to if ended and life.valid_to is not None else life.valid_from, life.level].append(i)
        for rows in groups.values():
            _round(found, rows, [j], codes)


def _round(found: Matrix, rows: Sequence[int], columns: Iterable[int], codes: Codes) -> None:
    for j in columns:
        at = [i for i in rows if found.marks[i, j] in CARRIED]
        parts = [float(found.values[i, j]) for i in at]
        of = [codes[found.units[i]] for i in at]
        found.values[at, j] = largest_remainder(parts, of, math.fsum(parts), found.indicator.decimals)


def pass_reasons(found: Matrix, lives: Mapping[int, Life]) -> None:
    """Say of a total that could not be carried because its sources are blank what is said of them."""
    row_of = {unit: i for i, unit in enumerate(found.units)}
    days = found.days
    for birth, born in _generations(lives, "valid_from"):
        when = days < np.datetime64(birth)
        for life in born:
            _pass(found, row_of, life.unit, life.before, when)
    for end, ended in reversed(_generations(lives, "valid_to")):
        when = days >= np.datetime64(end)
        for life in ended:
            _pass(found, row_of, life.unit, life.after, when)


def _pass(found: Matrix, row_of: Mapping[int, int], unit: int, parts: Sequence[Part], when: Columns) -> None:
    rows = [row_of[part.unit] for part in parts if part.unit in row_of]
    if unit not in row_of or not rows or len(rows) < len(parts):
        return
    i = row_of[unit]
    open_ = np.flatnonzero(when & (found.marks[i] == "x"))
    if not open_.size:
        return
    said = joined(found.marks[rows][:, open_], axis=0)
    given = is_one_of(said, "?wn")
    found.marks[i, open_[given]] = said[given]
