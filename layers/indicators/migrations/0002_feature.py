"""Figures on the shapes of their own time, for the verbs that every layer has.

Revision ID: indicators_0002
"""

from alembic import op

revision = "indicators_0002"
down_revision = "indicators_0001"
branch_labels = None
depends_on = None

UPGRADE = """
create view indicators.feature as
select o.id, o.unit, i.code as indicator, u.code || '@' || u.valid_from as uid, v.code, v.full_name, v.level, o.period,
  o.period_start, o.period_end, o.value, o.status, o.note_vi as note, b.received_at, v.geom, v.geom_3857
from indicators.observation o
join indicators.indicator i on i.id = o.indicator
join boundaries.unit u on u.id = o.unit
join boundaries.unit_version v on v.unit = o.unit and v.valid_from < o.period_end
  and (v.valid_to is null or v.valid_to >= o.period_end)
join store.batch b on b.id = o.batch
where o.current and o.agency = '' and o.breakdown = '' and o.status <> 'retracted';
"""


def upgrade() -> None:
    """Create the view."""
    op.execute(UPGRADE)


def downgrade() -> None:
    """Drop the view."""
    op.execute("drop view indicators.feature")
