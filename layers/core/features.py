"""Rows of a layer as GeoJSON (RFC 7946): longitude before latitude, degrees of EPSG:4326."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from layers.core.layer import Field

Row = Sequence[object]
"""Key, the visible fields in their order, the geometry as GeoJSON text."""


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def dumps(value: object) -> str:
    """Write compact JSON, Vietnamese letters as they are, dates in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def feature(fields: Sequence[Field], row: Row, extra: Mapping[str, object] | None = None) -> str:
    """Write one feature. The geometry is text already, so it is put in as it is; `extra` are further members."""
    properties = {field.name: value for field, value in zip(fields, row[1:-1], strict=True)}
    members = "".join(f",{dumps(name)}:{dumps(value)}" for name, value in (extra or {}).items())
    geometry = row[-1] if row[-1] is not None else "null"
    return f'{{"type":"Feature","id":{dumps(row[0])},"geometry":{geometry},"properties":{dumps(properties)}{members}}}'


def collection(fields: Sequence[Field], rows: Sequence[Row], members: Mapping[str, object]) -> str:
    """Write a feature collection; `members` are numberMatched, links, timeStamp and the like."""
    head = "".join(f"{dumps(name)}:{dumps(value)}," for name, value in members.items())
    return f'{{"type":"FeatureCollection",{head}"features":[{",".join(feature(fields, row) for row in rows)}]}}'
