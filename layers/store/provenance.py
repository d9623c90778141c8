"""Where the rows of a layer come from: whether any of them were invented."""

from collections.abc import Iterable

from psycopg import Connection, sql

from layers.core.layer import Layer
from layers.core.quoting import column, fixed, relation
from layers.core.source import Table
from layers.store.each import Each, ask_each

_INVENTED = "select id from store.batch where simulated and state = 'applied' order by id"
_NEWEST = "select simulated from store.batch where kind = %s and state = 'applied' order by id desc limit 1"
_HAS_BATCH = (
    "select exists (select from pg_attribute where attrelid = to_regclass(%s)"
    " and attname = 'batch' and atttypid = 'bigint'::regtype and not attisdropped)"
)


def marked(connection: Connection, layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers, simulated where they show a row of a simulated batch; one that cannot be read stays as it is.

    Rows that name their batch (column `batch`) are asked themselves, so that one invented row among real ones is
    enough, and none is too much. Without that column the newest applied batch whose kind is the family speaks for all.
    """
    wanted = tuple(layers)
    found = {layer.id: now for layer, now in asked(connection, wanted).found}
    return tuple(found.get(layer.id, layer) for layer in wanted)


def asked(connection: Connection, layers: Iterable[Layer]) -> Each[Layer]:
    """Return the layers as `marked` does, and apart from them those whose rows cannot be read."""
    invented = [int(key) for (key,) in connection.execute(_INVENTED).fetchall()]

    def ask(layer: Layer) -> Layer:
        if layer.simulated or not invented:
            return layer
        return layer.model_copy(update={"simulated": _shows(connection, layer, invented)})

    return ask_each(connection, layers, ask)


def _shows(connection: Connection, layer: Layer, invented: list[int]) -> bool:
    source = layer.source
    if isinstance(source, Table) and connection.execute(_HAS_BATCH, [source.relation]).fetchone() == (True,):
        where, params = fixed(source)
        statement = sql.SQL("select exists (select from {} r where {} and {} = any(%(invented)s))").format(
            relation(source), where, column("batch")
        )
        return connection.execute(statement, {**params, "invented": invented}).fetchone() == (True,)
    return connection.execute(_NEWEST, [layer.family]).fetchone() == (True,)
