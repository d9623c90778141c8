"""The registry of layers: four places, one meaning."""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from layers.core.access import PUBLIC
from layers.core.errors import NotFoundError
from layers.core.layer import Field, Layer, Style, Table
from layers.core.model import text
from layers.registry import LayerDeclarationError, Registry, code_registry, full_registry


def _layer(key: str, access: str = "public") -> Layer:
    return Layer(
        id=key,
        family="wells",
        title=text("Giếng", "Wells"),
        description=text("Giếng khoan", "Bored wells"),
        geometry="point",
        source=Table(relation="public.well"),
        fields=(Field(name="name", type="string", role="name", title=text("Tên", "Name")),),
        style=Style(kind="circle"),
        owner=text("Sở", "Department"),
        licence=text("Công khai", "Public"),
        access=access,
    )


def test_registering_returns_a_new_registry_and_leaves_the_old_one_as_it_was() -> None:
    """Nobody's view of the layers changes under their hands."""
    empty = Registry()
    assert "wells" in empty.register([_layer("wells")], "a test").layers
    assert not empty.layers


def test_an_id_declared_twice_is_refused_and_both_places_are_named() -> None:
    """Loud on duplicates."""
    once = Registry().register([_layer("wells")], "one.py")
    with pytest.raises(LayerDeclarationError, match=r"one\.py.*two\.py"):
        once.register([_layer("wells")], "two.py")


def test_every_layer_in_the_code_means_the_same_after_a_json_round_trip() -> None:
    """An officer's JSON is as good as Python."""
    for layer in code_registry().layers.values():
        assert Layer.model_validate_json(layer.model_dump_json()) == layer


def test_a_python_file_and_a_json_file_of_the_layer_path_are_found(tmp_path: Path) -> None:
    """One file is enough."""
    (tmp_path / "a.json").write_text(_layer("a").model_dump_json(), encoding="utf-8")
    declared = (
        f"from layers.core.layer import Layer\nLAYERS = (Layer.model_validate_json({_layer('b').model_dump_json()!r}),)"
    )
    (tmp_path / "b.py").write_text(declared, encoding="utf-8")
    assert {"a", "b"} <= set(code_registry([tmp_path]).layers)


def test_a_misspelt_key_in_a_file_is_named(tmp_path: Path) -> None:
    """The officer learns which word is wrong."""
    wrong = {**json.loads(_layer("a").model_dump_json()), "tilte": "x"}
    (tmp_path / "a.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(LayerDeclarationError) as caught:
        code_registry([tmp_path])
    assert "tilte" in str(caught.value.value)


def test_a_missing_layer_path_is_refused(tmp_path: Path) -> None:
    """A mistyped folder does not silently mean no layers."""
    with pytest.raises(LayerDeclarationError):
        code_registry([tmp_path / "nowhere"])


def test_a_row_declares_a_layer(connection: psycopg.Connection) -> None:
    """A layer may be one row."""
    connection.execute(
        "insert into store.layer_def (id, definition) values ('wells', %s)",
        [Jsonb(_layer("wells").model_dump(mode="json"))],
    )
    assert full_registry(connection, code_registry()).layer("wells", PUBLIC) == _layer("wells")


def test_a_layer_closed_to_the_scope_does_not_exist_for_it() -> None:
    """The answer does not tell that there is something to hide."""
    registry = Registry().register([_layer("secret", access="police")], "a test")
    assert registry.visible(PUBLIC) == ()
    with pytest.raises(NotFoundError):
        registry.layer("secret", PUBLIC)
