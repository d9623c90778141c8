"""Rows counted by H3 cell."""

from pydantic import ConfigDict, JsonValue

from gis_server.models.reply import Reply

_COLUMN: JsonValue = {"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}}


class HexesReply(Reply):
    """Columns of equal length: `cells` hexadecimal, `count`, the category asked for, and the layer's measures."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": _COLUMN})

    res: int
    cells: list[str]
    count: list[int]
