"""The map's cells and the panel's account of carried figures, for all units and indicators of the sample."""

from datetime import UTC, datetime

import numpy as np
import psycopg

from boundaries.lookup.home import home
from layers.indicators.catalogue import entries
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.standing import load_standing
from layers.indicators.replies.series import carried

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)


def test_the_panel_says_of_carried_figures_what_the_map_says(sample_url: str) -> None:
    """The mark of each account is that of every cell in its time, and what has a figure has an account."""
    said: set[str] = set()
    with psycopg.connect(sample_url) as connection:
        standing = load_standing(connection, home(connection, "97"))
        for found in (entry for entry in entries(connection) if "commune" in entry.indicator.levels):
            matrix = figures(connection, found, standing, NOW, None)
            days = [period.last_day for period in matrix.periods]
            for i, unit in enumerate(matrix.units):
                life = standing.lives[unit]
                told = carried(connection, found.indicator, unit, standing)
                outside = [
                    day < life.valid_from or (life.valid_to or day) < day or day == life.valid_to for day in days
                ]
                for j in np.flatnonzero(np.array(outside) & np.isfinite(matrix.values[i])):
                    marks = [
                        one["mark"]
                        for one in told
                        if ("before" in one and days[j] < one["before"]) or ("after" in one and days[j] >= one["after"])
                    ]
                    assert matrix.marks[i, j] == marks[-1], (found.indicator.code, unit, days[j])
                    assert all(one["comparable"] for one in told)
                    said.add(marks[-1])
    assert said == {"c", "e", "g"}
