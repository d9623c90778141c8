"""A row of layers tells its change by itself, so that whoever writes one, by hand too, sees it served.

And the order of Vietnamese words, for columns of text that lists are sorted by: đ after d, numbers by their value.

Revision ID: store_0002
"""

from alembic import op

revision = "store_0002"
down_revision = "store_0001"
branch_labels = None
depends_on = None

UPGRADE = """
create collation store.vi (provider = icu, locale = 'vi-u-kn-true');

create function store.layer_def_changed() returns trigger language plpgsql as $$
begin
  -- Only the installation's clock tells the time: a row by hand takes that of the change before it.
  insert into store.outbox (layer, at)
  values ('layers', coalesce((select at from store.outbox order by xid desc, seq desc limit 1), to_timestamp(0)));
  perform pg_notify('gis_changes', 'layers');
  return null;
end
$$;
create trigger changed after insert or update or delete or truncate on store.layer_def
  for each statement execute function store.layer_def_changed();
"""


def upgrade() -> None:
    """Add collation and trigger."""
    op.execute(UPGRADE)


def downgrade() -> None:
    """Drop both."""
    op.execute("drop function store.layer_def_changed() cascade; drop collation store.vi")
