"""How wide a camera sees and how far.

Revision ID: cameras_0002
"""

from alembic import op

revision = "cameras_0002"
down_revision = "cameras_0001"
branch_labels = None
depends_on = None

UPGRADE = """
alter table cameras.camera
  add column view_deg double precision check (view_deg > 0 and view_deg <= 360),
  add column reach_m double precision check (reach_m > 0 and reach_m <= 20000);
comment on column cameras.camera.view_deg is 'the whole angle of view in degrees; null where nobody stated it';
comment on column cameras.camera.reach_m is 'how far it recognises things, in metres; null where nobody stated it';
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(UPGRADE)


def downgrade() -> None:
    """Drop the columns."""
    op.execute("alter table cameras.camera drop column view_deg, drop column reach_m")
