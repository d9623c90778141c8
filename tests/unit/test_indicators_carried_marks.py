"""The map's cells and the panel's account of carried figures, for all units and indicators of the sample."""

from datetime import UTC, datetime

import numpy as np
import psycopg

from boundaries.lookup.home import home
from layers.indicators.catalogue import entries
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.home_units import load_home_units
from layers.indicators.replies.series import carried

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)


def test_the_panel_says_of_carried_figures_what_the_map_says(sample_url: str) -> None:
    """The mark of each account is that of every cell in its time, and what has a figure has an account."""
    said: set[str] = set()
    with psycopg.connect(sample_url) as connection:
        home_units = load_home_units(connection, home(connection, "97"))
        for found in (entry for entry in entries(connection) if "commune" in entry.indicator.levels):
            matrix = figures(connection, found, home_units, NOW, None)
            days = [period.last_day for period in matrix.periods]
            at = np.array(days, dtype="datetime64[D]")
            for i, unit in enumerate(matrix.units):
                life = home_units.lives[unit]
                outside = at < np.datetime64(life.valid_from)
                if life.valid_to is not None:
                    outside |= at >= np.datetime64(life.valid_to)
                cells = np.flatnonzero(outside & np.isfinite(matrix.values[i]))
                if not len(cells):
                    continue
                told = carried(connection, found.indicator, unit, home_units)
                assert all(one["comparable"] for one in told)
                for j in cells:
                    marks = [
                        one["mark"]
                        for one in told
                        if ("before" in one and days[j] < one["before"]) or ("after" in one and days[j] >= one["after"])
                    ]
                    assert matrix.marks[i, j] == marks[-1], (found.indicator.code, unit, days[j])
                    said.add(marks[-1])
    assert said == {"c", "e", "g"}
