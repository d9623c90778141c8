"""SQL as data: built by pure functions, run elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and its named parameters (psycopg's `%(name)s`). Identifiers are already quoted by `psycopg.sql`."""

    statement: sql.Composed | sql.SQL
    params: Mapping[str, object] = field(default_factory=dict[str, object])
