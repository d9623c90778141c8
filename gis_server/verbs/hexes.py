"""Rows of any point layer counted by H3 cell: columns as JSON, or as an Arrow stream for whoever computes on."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import pyarrow as pa
from psycopg import Connection
from pydantic import Field

from gis_server.replies import ARROW, JSON, Body, body, json_body
from gis_server.verbs.asking import Conditions
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.errors import TooLargeError
from layers.core.layer import Layer
from layers.core.model import text
from tilegen.hexes import Cells, measures, select_cells

_PA = cast("Any", pa)
"""It ships no types."""
MOST_CELLS = 100_000
VARY = {"Vary": "Accept, Accept-Encoding"}


class HexParameters(Conditions):
    """Which rows, in cells of which size, in what form."""

    res: int = Field(ge=0, le=15, description="H3 resolution; those offered are in the description of the layer")
    by: str | None = Field(None, max_length=63, description="a dimension of the layer to split each cell by")
    limit: int = Field(MOST_CELLS, ge=1, le=MOST_CELLS, description="cells at most; more are refused, never cut")
    f: Literal["json", "arrow"] | None = Field(None, description="the form; else as the header Accept says")


def cells(
    connection: Connection, layer: Layer, asked: HexParameters, scope: Scope, clock: Clock, *, arrow: bool
) -> Body:
    """Write the cells: hexadecimal in JSON, unsigned 64-bit integers in Arrow.

    Raises:
        TooLargeError: there are more cells than the limit; part of them would give wrong totals.
    """
    wanted = Cells(asked.res, asked.by, asked.limit)
    rows = rows_of(connection, select_cells(layer, wanted, asked.asked(layer, scope, clock), scope))
    if len(rows) > asked.limit:
        raise TooLargeError(
            text("Có nhiều ô hơn giới hạn.", "There are more cells than the limit."),
            value=f"res={asked.res}",
            limit=asked.limit,
            remedy=text(
                "Giảm độ phân giải, thu nhỏ khung hoặc lọc bớt.",
                "Ask for a coarser resolution, a smaller box, or filter.",
            ),
        )
    names = ["cell", *([] if asked.by is None else [asked.by]), "count", *measures(layer, scope)]
    columns = {name: [row[number] for row in rows] for number, name in enumerate(names)}
    return _arrow(columns, asked.res) if arrow else _json(columns, asked.res)


def _json(columns: Mapping[str, Sequence[object]], res: int) -> Body:
    hexadecimal = [f"{int(str(cell)):x}" for cell in columns["cell"]]
    others = {name: values for name, values in columns.items() if name != "cell"}
    return json_body({"res": res, "cells": hexadecimal, **others}, JSON, VARY)


def _arrow(columns: Mapping[str, Sequence[object]], res: int) -> Body:
    types: dict[str, Any] = {"cell": _PA.uint64(), "count": _PA.int64()}
    arrays = [_PA.array(values, types.get(name)) for name, values in columns.items()]
    schema = _PA.schema(
        [_PA.field(name, array.type) for name, array in zip(columns, arrays, strict=True)], {"res": str(res)}
    )
    stream = io.BytesIO()
    with _PA.ipc.new_stream(stream, schema) as writer:
        writer.write_table(_PA.Table.from_arrays(arrays, schema=schema))
    return body(stream.getvalue(), ARROW, VARY)
