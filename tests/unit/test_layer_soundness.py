"""A declaration that does not fit together is refused with the value that is wrong."""

from typing import Any

import pytest
from pydantic import ValidationError

from layers.core.field import CodeItem, Field, ordered, with_descendants
from layers.core.layer import Layer, Table, offers
from layers.core.model import text

A = text("A", "A")


def _layer(**changed: Any) -> Layer:
    declared: dict[str, Any] = {
        "id": "wells",
        "family": "wells",
        "title": A,
        "description": A,
        "geometry": "point",
        "source": {"relation": "water.well", "h3": "h3_12"},
        "fields": [
            {"name": "name", "type": "string", "title": A},
            {"name": "depth_m", "type": "number", "title": A},
            {"name": "state", "type": "integer", "title": A, "codes": [{"code": 1, "title": A}]},
        ],
        "style": {"kind": "circle"},
        "owner": A,
        "licence": A,
    }
    return Layer.model_validate(declared | changed)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"filters": ["nothing"]}, "nothing"),
        ({"list": {"sort": "-nothing"}}, "nothing"),
        ({"tiles": {"minzoom": 9, "maxzoom": 4}}, "minzoom 9"),
        ({"tiles": {"budget": 0}}, "budget"),
        ({"tiles": {"thin_by": "name"}}, "thin_by"),
        ({"style": {"kind": "circle", "color": "reddish"}}, "reddish"),
        ({"hexes": {"measures": ["name"]}}, "measures"),
        ({"hexes": {}, "source": {"relation": "water.well"}}, "h3"),
        ({"view": {"heading": "name"}}, "heading"),
        ({"geometry": None}, "geometry"),
        ({"time": {"start": "depth_m", "kind": "day"}}, "depth_m"),
        ({"access": "For Friends"}, "access"),
        ({"freshness": {"every_h": 0}}, "every_h"),
        ({"hexes": {"resolutions": [13]}}, "resolutions"),
        ({"fields": [{"name": "a", "type": "string", "title": A}] * 2}, "twice"),
        ({"fields": [{"name": "a", "type": "integer", "title": A, "codes": [{"code": "1", "title": A}]}]}, "'1'"),
        ({"fields": [{"name": "a", "type": "number", "title": A, "codes": [{"code": 1, "title": A}]}]}, "number"),
        (
            {
                "fields": [
                    {"name": "a", "type": "string", "title": A, "codes": [{"code": "x", "title": A, "parent": "y"}]}
                ]
            },
            "'y'",
        ),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], named: str) -> None:
    """References, types, zooms, budgets, colours, access classes."""
    with pytest.raises(ValidationError) as caught:
        _layer(**changed)
    assert named in str(caught.value)


def test_a_tree_that_bites_its_own_tail_is_refused() -> None:
    """A node below itself would be counted for ever."""
    codes = [{"code": "a", "title": A, "parent": "b"}, {"code": "b", "title": A, "parent": "a"}]
    with pytest.raises(ValidationError, match="below itself"):
        _layer(fields=[{"name": "kind", "type": "string", "title": A, "codes": codes}])


def test_a_source_without_a_kind_is_a_table() -> None:
    """Rows written before sources had kinds stay as they are."""
    assert isinstance(_layer().source, Table)
    assert _layer(source={"kind": "computed", "maker": "contours"}).source.kind == "computed"


def test_a_register_offers_its_rows_and_no_map() -> None:
    """What has no place has a list, counts and a file."""
    register = _layer(geometry=None, source={"relation": "water.well", "geometry": None})
    assert offers(register) == ("items", "counts", "export")


def test_a_layer_means_the_same_after_a_json_round_trip() -> None:
    """Codes keep their type: the number 1 does not become the text “1”."""
    layer = _layer()
    again = Layer.model_validate_json(layer.model_dump_json())
    assert again == layer
    assert again.fields[2].codes[0].code == 1


CODES = (
    CodeItem(code="b", title=A, order=2),
    CodeItem(code="a", title=A, order=1),
    CodeItem(code="a2", title=A, parent="a"),
    CodeItem(code="c", title=A),
    CodeItem(code="a21", title=A, parent="a2"),
)


def test_a_tree_is_listed_parents_first_and_by_order() -> None:
    """As a reader expects it."""
    assert [item.code for item in ordered(CODES)] == ["a", "a2", "a21", "b", "c"]


def test_a_node_takes_all_that_lies_below_it() -> None:
    """Children's children too; a code outside the list stands for itself."""
    assert with_descendants(CODES, "a") == ("a", "a2", "a21")
    assert with_descendants(CODES, "x") == ("x",)
    assert Field(name="f", type="string", title=A, codes=CODES).codes == CODES
