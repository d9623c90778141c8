"""Declarations held against the database: the relation is there, in the right schema, with columns of the right types.

One query looks at all relations at once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from psycopg import Connection, sql

from layers.core.layer import Layer
from layers.core.model import Text, text
from layers.core.source import Table

ADDED = "added"
"""The schema of tables that `layers add` makes."""
CLOSED = frozenset({"store", "boundaries", "tilegen", "information_schema"})
"""Schemas out of which no file and no row may declare a layer."""
_TYPES: Mapping[str, frozenset[str]] = {
    "string": frozenset({"text", "varchar", "bpchar", "name", "uuid", "citext", "enum"}),
    "integer": frozenset({"int2", "int4", "int8"}),
    "number": frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"}),
    "boolean": frozenset({"bool"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"timestamptz"}),
}
_SHAPES = {"point": "POINT", "line": "LINESTRING", "polygon": "POLYGON"}
_COLUMNS = """
select wanted.relation, current_user, has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'),
       a.attname,
       case when t.typtype = 'e' then 'enum' else coalesce(b.typname, t.typname) end,
       case when coalesce(b.typname, t.typname) = 'geometry' then postgis_typmod_type(a.atttypmod) end,
       case when coalesce(b.typname, t.typname) = 'geometry' then postgis_typmod_srid(a.atttypmod) end
from unnest(%s::text[]) wanted (relation)
join pg_namespace n on n.nspname = split_part(wanted.relation, '.', 1)
join pg_class c on c.relnamespace = n.oid and c.relname = split_part(wanted.relation, '.', 2)
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_type t on t.oid = a.atttypid
left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
"""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Whose schemas are whose.

    Attributes:
        schemas: family → its schema.
        given: ids of the layers that files and rows declare.
    """

    schemas: Mapping[str, str]
    given: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What the catalogue says of a column; shape and SRID are those of a geometry."""

    type: str
    shape: str | None = None
    srid: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view: whether the role that asks may read it, and its columns by name."""

    role: str
    readable: bool
    columns: dict[str, Column]


def faults_in(connection: Connection, layers: Iterable[Layer], rooms: Rooms) -> dict[str, list[Text]]:
    """Return what is wrong with each layer by its id; layers that fit are not in it, nor those without a table."""
    tables = [(layer, layer.source) for layer in layers if isinstance(layer.source, Table)]
    found = relations_of(connection, {source.relation for _, source in tables})
    faults = {layer.id: list(_faults(layer, source, found, rooms)) for layer, source in tables}
    return {key: said for key, said in faults.items() if said}


def relations_of(connection: Connection, names: Iterable[str]) -> dict[str, Relation]:
    """Return those relations that are there, by name."""
    found: dict[str, Relation] = {}
    for relation, role, readable, name, kind, shape, srid in connection.execute(_COLUMNS, [sorted(names)]).fetchall():
        at = found.setdefault(str(relation), Relation(str(role), bool(readable), {}))
        if name is not None:
            at.columns[str(name)] = Column(str(kind), None if shape is None else str(shape), srid)
    return found


def _faults(layer: Layer, source: Table, found: Mapping[str, Relation], rooms: Rooms) -> Iterator[Text]:
    yield from _strange(layer, source, rooms)
    there = found.get(source.relation)
    if there is None:
        yield text(f"Không có bảng {source.relation}.", f"There is no table {source.relation}.")
        return
    if not there.readable:
        remedy = _remedy(source, there.role)
        yield text(
            f"Máy chủ không được quyền đọc bảng {source.relation}; chủ bảng chạy: {remedy}",
            f"The server may not read the table {source.relation}; its owner runs: {remedy}",
        )
    columns = there.columns
    for name, wanted in _wanted(layer, source):
        column = columns.get(name)
        if column is None:
            yield text(f"Bảng {source.relation} không có cột {name}.", f"Table {source.relation} has no column {name}.")
        elif wanted and column.type not in wanted:
            expected = ", ".join(sorted(wanted))
            yield text(
                f"Cột {name} có kiểu {column.type}, cần: {expected}.",
                f"Column {name} is of type {column.type}; needed: {expected}.",
            )
    yield from _misshapen(layer, source, columns)


def _remedy(source: Table, role: str) -> str:
    """Write the statements that let a role read the relation."""
    schema, name = source.relation.split(".", 1)
    statement = sql.SQL("GRANT USAGE ON SCHEMA {0} TO {2}; GRANT SELECT ON {1} TO {2};")
    return statement.format(sql.Identifier(schema), sql.Identifier(schema, name), sql.Identifier(role)).as_string()


def _strange(layer: Layer, source: Table, rooms: Rooms) -> Iterator[Text]:
    """Say that a relation lies where this layer has no business."""
    schema = source.relation.partition(".")[0]
    own = rooms.schemas.get(layer.family)
    if schema in {own, ADDED}:
        return
    others = {name for name in rooms.schemas.values() if name != own}
    if layer.id in rooms.given and schema not in CLOSED | others and not schema.startswith("pg_"):
        return
    if layer.id not in rooms.given and own is None and schema not in CLOSED | others:
        return
    allowed = own or ADDED
    yield text(
        f"Lược đồ {schema} không phải của họ {layer.family}; dùng {allowed}.",
        f"The schema {schema} is not that of the family {layer.family}; use {allowed}.",
    )


def _wanted(layer: Layer, source: Table) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every column that the declaration refers to, with the types that it may have; no types: any."""
    yield source.id, frozenset()
    for field in layer.fields:
        yield field.name, _TYPES[field.type]
    if source.h3 is not None:
        yield source.h3, frozenset({"int8"})
    for name, value in source.where.items():
        yield name, _TYPES["integer" if isinstance(value, int) else "string"]
    yield from _wanted_times(layer)
    if layer.restrict is not None:
        closed = (
            (layer.restrict.access, "string"),
            (layer.restrict.unit, "integer"),
            (layer.restrict.agency, "string"),
        )
        yield from ((name, _TYPES[kind]) for name, kind in closed if name is not None)


def _wanted_times(layer: Layer) -> Iterator[tuple[str, frozenset[str]]]:
    if layer.time is not None:
        times = _TYPES["datetime" if layer.time.kind == "instant" else "date"]
        yield from ((name, times) for name in (layer.time.start, layer.time.end) if name is not None)
        if layer.time.code is not None:
            yield layer.time.code, _TYPES["string"]
    if layer.known is not None:
        yield from ((name, _TYPES["datetime"]) for name in (layer.known.start, layer.known.end))


def _misshapen(layer: Layer, source: Table, columns: Mapping[str, Column]) -> Iterator[Text]:
    """Say what is wrong with the geometries: a view may leave type and SRID open, a table of ours never does."""
    for name, srid in ((source.geometry, 4326), (source.geometry_3857, 3857)):
        if name is None:
            continue
        column = columns.get(name)
        if column is None:
            yield text(f"Bảng {source.relation} không có cột {name}.", f"Table {source.relation} has no column {name}.")
        elif column.type != "geometry":
            yield text(
                f"Cột {name} có kiểu {column.type}, cần: geometry.",
                f"Column {name} is of type {column.type}; needed: geometry.",
            )
        elif column.srid not in {srid, 0}:
            yield text(
                f"Cột {name} có SRID {column.srid}, cần {srid}.",
                f"Column {name} has SRID {column.srid}; needed: {srid}.",
            )
        elif layer.geometry is not None and not _fits(column.shape or "", layer.geometry):
            yield text(
                f"Cột {name} chứa {column.shape}, lớp khai báo {layer.geometry}.",
                f"Column {name} holds {column.shape}; the layer declares {layer.geometry}.",
            )


def _fits(shape: str, geometry: str) -> bool:
    plain = shape.upper().removeprefix("MULTI").removesuffix("M").removesuffix("Z")
    return plain in {_SHAPES[geometry], "GEOMETRY", ""}
