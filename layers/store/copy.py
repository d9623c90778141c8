"""Many rows at once, by COPY."""

from collections.abc import Iterable, Sequence

from psycopg import Connection, sql


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Copy rows into `schema.table` (or a temporary table's bare name) and return how many there were.

    Geometries go in as hex EWKB text.
    """
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
