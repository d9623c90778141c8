"""Where the rows of a layer come from: whether any of them were invented."""

from collections.abc import Iterable

from psycopg import Connection, sql

from layers.core.layer import Layer
from layers.core.quoting import column, fixed, relation

_INVENTED = "select id from store.batch where simulated and state = 'applied' order by id"
_NEWEST = "select simulated from store.batch where kind = %s and state = 'applied' order by id desc limit 1"
_HAS_BATCH = (
    "select exists (select from pg_attribute where attrelid = to_regclass(%s)"
    " and attname = 'batch' and atttypid = 'bigint'::regtype and not attisdropped)"
)


def marked(connection: Connection, layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers, simulated where they show a row of a simulated batch.

    Rows that name their batch (column `batch`) are asked themselves, so that one invented row among real ones is
    enough, and none is too much. Without that column the newest applied batch whose kind is the family speaks for all.
    """
    invented = [int(key) for (key,) in connection.execute(_INVENTED).fetchall()]
    if not invented:
        return tuple(layers)
    return tuple(
        layer if layer.simulated else layer.model_copy(update={"simulated": _shows(connection, layer, invented)})
        for layer in layers
    )


def _shows(connection: Connection, layer: Layer, invented: list[int]) -> bool:
    if connection.execute(_HAS_BATCH, [layer.table.relation]).fetchone() == (True,):
        where, params = fixed(layer.table)
        statement = sql.SQL("select exists (select from {} r where {} and {} = any(%(invented)s))").format(
            relation(layer.table), where, column("batch")
        )
        return connection.execute(statement, {**params, "invented": invented}).fetchone() == (True,)
    return connection.execute(_NEWEST, [layer.family]).fetchone() == (True,)
