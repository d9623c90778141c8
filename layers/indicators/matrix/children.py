"""A parent's total made of its children's: its own figure wins, partial children give none and say why."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.core.period import Period
from layers.indicators.marks import is_one_of, joined
from layers.indicators.matrix.matrix import Hierarchy, Matrix


def fill_from_children(found: Matrix, living: NDArray[np.bool_], hierarchy: Hierarchy) -> None:
    """Give a parent without a figure of its own the sum of all its children: districts first, then provinces.

    A child to which the figure does not apply takes no part; any other blank child leaves the parent blank, for the
    worst of the children's reasons: awaited while one of them is, else kept back, else applicable to none of them.
    """
    row_of = {unit: i for i, unit in enumerate(found.units)}
    spans = [(columns, hierarchy.children(day)) for columns, day in _spans(found.periods, hierarchy)]
    for _ in range(2):
        for columns, children_of in spans:
            for parent, children in children_of.items():
                i = row_of.get(parent)
                rows = [row_of[child] for child in children if child in row_of]
                if i is not None and len(rows) == len(children):
                    _fill(found, i, rows, columns[(found.marks[i, columns] == "?") & living[i, columns]])


def _spans(periods: Sequence[Period], hierarchy: Hierarchy) -> Iterable[tuple[NDArray[np.int_], date]]:
    """Group columns between two changes of the hierarchy; within a group the children are the same."""
    days = sorted({day for _, _, start, end in hierarchy.spans for day in (start, end) if day is not None})
    groups: dict[int, list[int]] = defaultdict(list)
    for j, period in enumerate(periods):
        groups[bisect_right(days, period.last_day)].append(j)
    return [(np.array(columns), periods[columns[-1]].last_day) for columns in groups.values()]


def _fill(found: Matrix, parent: int, rows: list[int], columns: NDArray[np.int_]) -> None:
    if not columns.size:
        return
    values, marks = found.values[rows][:, columns], found.marks[rows][:, columns]
    known, skip = np.isfinite(values), marks == "n"
    complete = (known | skip).all(axis=0) & ~skip.all(axis=0)
    done = columns[complete]
    found.values[parent, done] = np.where(skip, 0, values)[:, complete].sum(axis=0)
    # At least "made of the children", and more where one of them is provisional or estimated.
    made = np.vstack([np.where(skip, "u", marks), np.full((1, len(columns)), "u")])
    found.marks[parent, done] = joined(made, axis=0)[complete]
    # No officer is late with a total that others keep back. The levels at which the indicator does not exist are still
    # awaited here (`blanks.settle`): what is counted for provinces alone is not "not applicable" to them.
    said = joined(np.where(known, ".", np.where(is_one_of(marks, "wn"), marks, "?")), axis=0)
    given = ~complete & is_one_of(said, "wn")
    found.marks[parent, columns[given]] = said[given]
