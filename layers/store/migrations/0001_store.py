"""Batches, outbox and layers declared as rows.

Revision ID: store_0001
"""

from alembic import op

revision = "store_0001"
down_revision = None
branch_labels = ("store",)
depends_on = None

UPGRADE = """
create schema store;

create table store.batch (
  id bigint generated always as identity primary key,
  kind text not null,
  source text not null,
  sender text not null,
  received_at timestamptz not null,
  content_hash text not null,
  state text not null check (state in ('running', 'applied', 'refused', 'unchanged', 'interrupted')),
  counts jsonb not null default '{}',
  findings jsonb not null default '[]',
  finished_at timestamptz,
  simulated boolean not null default false
);
comment on column store.batch.received_at is 'known time: when we learnt it';
create index batch_running on store.batch (id) where state = 'running';

create table store.outbox (
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  layer text not null,
  extent geometry(Polygon, 4326),
  at timestamptz not null,
  primary key (xid, seq)
);
comment on column store.outbox.extent is 'what changed on the ground; null means the whole layer';
create index outbox_layer on store.outbox (layer, xid, seq);

create table store.layer_def (
  id text primary key,
  definition jsonb not null,
  batch bigint references store.batch
);
"""


def upgrade() -> None:
    """Create the room's tables."""
    op.execute(UPGRADE)


def downgrade() -> None:
    """Drop the room."""
    op.execute("drop schema store cascade")
