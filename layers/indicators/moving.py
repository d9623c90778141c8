"""Figures and targets of two identities that turned out to be one unit (`boundaries.succession.identity`)."""

from collections.abc import Mapping

from psycopg import Connection

from layers.core.clock import Clock
from layers.indicators.catalogue import LAYER
from layers.store.outbox import record

_PAIRS = """
create temporary table united_unit on commit drop as
select * from unnest(%(younger)s::int[], %(older)s::int[]) p (younger, older)
"""
# Both may have a figure of one period: the younger identity's revisions follow the older one's, none is lost.
_MEETING = """
create temporary table meeting_figure on commit drop as
select y.id, o.unit, max(o.revision) as revision, max(o.id) filter (where o.current and y.current) as retired
from united_unit p join indicators.observation y on y.unit = p.younger
join indicators.observation o on o.unit = p.older
  and (o.indicator, o.agency, o.breakdown, o.period) = (y.indicator, y.agency, y.breakdown, y.period)
group by y.id, o.unit
"""
_RETIRE = """
update indicators.observation o set current = false from meeting_figure m where o.id = m.retired
"""
_FOLLOW = """
update indicators.observation y set unit = m.unit, revision = y.revision + m.revision
from meeting_figure m where m.id = y.id
"""
# There is one target of a unit and year: the one that came later stands, as if both had been sent for one code.
_TARGETS = """
delete from indicators.target t using united_unit p
join indicators.target y on y.unit = p.younger
join indicators.target o on o.unit = p.older and (o.indicator, o.year) = (y.indicator, y.year)
where (t.indicator, t.year) = (y.indicator, y.year)
  and t.unit = case when o.batch > y.batch then y.unit else o.unit end
"""
_TOUCHED = """
select code from indicators.indicator i where exists (
  select from indicators.observation where indicator = i.id and unit = any(%(younger)s)
  union all select from indicators.target where indicator = i.id and unit = any(%(younger)s)) order by code
"""


def move_units(connection: Connection, pairs: Mapping[int, int], clock: Clock) -> dict[str, int]:
    """Move what would meet a row of the older identity; all else is moved as it is by whoever unites them.

    Args:
        connection: in whose transaction it happens.
        pairs: younger → older identity.
        clock: stamps the change.

    Returns:
        How many figures became later revisions, and how many targets gave way to another of the same year.
    """
    params = {"younger": list(pairs), "older": list(pairs.values())}
    touched = [str(code) for (code,) in connection.execute(_TOUCHED, params).fetchall()]
    connection.execute(_PAIRS, params)
    connection.execute(_MEETING)
    connection.execute(_RETIRE)
    followed = connection.execute(_FOLLOW).rowcount
    replaced = connection.execute(_TARGETS).rowcount
    for code in touched:
        record(connection, f"indicator-{code}", None, clock)
    if touched:
        record(connection, LAYER, None, clock)
    return {"figures_revised": followed, "targets_replaced": replaced}
