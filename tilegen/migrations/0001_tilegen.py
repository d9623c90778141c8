"""The tiles of administrative units, built ahead, and prepared files.

Revision ID: tilegen_0001
"""

from alembic import op

revision = "tilegen_0001"
down_revision = None
branch_labels = ("tilegen",)
depends_on = ("boundaries_0001",)

UPGRADE = """
create schema tilegen;

create table tilegen.tileset (
  layer text not null,
  edition date not null,
  version text not null,
  previous text,
  minzoom integer not null,
  maxzoom integer not null,
  built_at timestamptz not null,
  build_seconds double precision not null,
  primary key (layer, edition)
);
comment on table tilegen.tileset is 'layer is units-province, units-district or units-commune; version is the first 12 hex digits of the hash of the content';
comment on column tilegen.tileset.previous is 'the version before: its tiles stay for the pages that are open';
create index tileset_version on tilegen.tileset (layer, version);

create table tilegen.tile (
  layer text not null,
  version text not null,
  z integer not null,
  x integer not null,
  y integer not null,
  body bytea not null,
  primary key (layer, version, z, x, y)
);
comment on column tilegen.tile.body is 'the tile, gzipped';
alter table tilegen.tile alter column body set storage external;

create table tilegen.blob (
  key text primary key,
  etag text not null,
  body bytea not null
);
comment on table tilegen.blob is 'whole prepared files, gzipped: the outline of the insets';
"""


def upgrade() -> None:
    """Create the room's tables."""
    op.execute(UPGRADE)


def downgrade() -> None:
    """Drop the room."""
    op.execute("drop schema tilegen cascade")
