"""An indicator's observations as columns: hundreds of thousands of them, without an object for each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

# Each column is one value: the rows' own binary forms end to end, all in the same order.
# A join, not `unit = any(…)`: of a whole country's units, one pass over the figures beats thousands of index probes.
_QUERY = """
select string_agg(int4send(unit), ''), string_agg(date_send(period_start), ''), string_agg(date_send(period_end), ''),
  string_agg(float8send(coalesce(value, 'NaN')), ''), string_agg(
    case status when 'final' then case when revision > 1 then 'r' else '.' end when 'provisional' then 'p'
      when 'withheld' then 'w' when 'not_applicable' then 'n' else '?' end, '')
from indicators.observation join unnest(%(units)s::integer[]) wanted (unit) using (unit)
where indicator = %(indicator)s and current and agency = '' and breakdown = ''
"""
_DATES_FROM = np.datetime64("2000-01-01")
"""PostgreSQL sends dates as days from then on."""


def observations(connection: Connection, indicator: int, units: list[int]) -> tuple[NDArray[Any], ...]:
    """Return the current observations of these units, without agency or breakdown, in no order.

    Returns:
        unit, first day, day after the last, figure (NaN where there is none), mark: `.`, `p`, `r`, `w`, `n`, `?`.
    """
    with connection.cursor(binary=True) as cursor:
        told = cursor.execute(_QUERY, {"indicator": indicator, "units": units}).fetchone()
    unit, start, end, value, mark = (b"", b"", b"", b"", "") if told is None or told[0] is None else told
    days = [_DATES_FROM + np.frombuffer(sent, dtype=">i4").astype("timedelta64[D]") for sent in (start, end)]
    marks = np.array(list(mark), dtype="<U1")
    return np.frombuffer(unit, dtype=">i4"), *days, np.frombuffer(value, dtype=">f8"), marks
