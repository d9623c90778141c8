"""Names and places in the order of Vietnamese words.

Revision ID: cameras_0003
"""

from alembic import op

revision = "cameras_0003"
down_revision = "cameras_0002"
branch_labels = None
depends_on = ("store_0002",)

CHANGE = """
alter table cameras.camera
  alter column name type text collate {0}, alter column owner type text collate {0}, alter column place type text collate {0}
"""


def upgrade() -> None:
    """Sort by the words."""
    op.execute(CHANGE.format("store.vi"))


def downgrade() -> None:
    """Sort by code points."""
    op.execute(CHANGE.format('"default"'))
