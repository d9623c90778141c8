"""The registry of layers: four places, one meaning."""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from layers.core.access import PUBLIC, Scope
from layers.core.errors import NotFoundError
from layers.core.layer import Field, Layer, Style, Table
from layers.core.model import text
from layers.core.refusals import refusal
from layers.registry import LayerDeclarationError, Registry, check, code_registry, full_registry


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
    (one,) = code_registry([tmp_path]).set_aside
    assert (one.id, one.origin) == ("a", "a.json")
    assert "tilte" in one.reason.vi
    assert "tilte" in one.reason.en


def test_a_missing_layer_path_is_refused(tmp_path: Path) -> None:
    """A mistyped folder does not silently mean no layers."""
    with pytest.raises(LayerDeclarationError):
        code_registry([tmp_path / "nowhere"])


def test_a_row_declares_a_layer(connection: psycopg.Connection) -> None:
    """A layer may be one row."""
    connection.execute("create table public.well (id integer, name text, geom geometry(Point, 4326))")
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


def test_a_file_never_takes_the_id_of_a_layer_in_the_code(tmp_path: Path) -> None:
    """The file is set aside, and both places are named."""
    known = next(iter(code_registry().layers))
    (tmp_path / "a.json").write_text(_layer(known).model_dump_json(), encoding="utf-8")
    registry = code_registry([tmp_path])
    assert registry.origins[known] != "a.json"
    assert [(one.id, "a.json" in one.reason.vi) for one in registry.set_aside] == [(known, True)]


def test_a_file_that_does_not_run_hurts_nobody_else(tmp_path: Path) -> None:
    """Whatever a stranger's Python does wrong."""
    (tmp_path / "a.py").write_text("1 / 0", encoding="utf-8")
    (tmp_path / "b.json").write_text(_layer("b").model_dump_json(), encoding="utf-8")
    registry = code_registry([tmp_path])
    assert "b" in registry.layers
    assert ["ZeroDivisionError" in one.reason.en for one in registry.set_aside] == [True]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("LAYER = {layer}", "it has neither LAYERS nor FAMILY"),
        ("LAYERS = {layer}", "LAYERS is Layer, not a tuple"),
        ("LAYERS = {{'a': {layer}}}", "LAYERS is dict, not a tuple"),
        ("LAYERS = (object(),)", "object"),
    ],
)
def test_a_file_that_names_its_layers_wrongly_is_set_aside(tmp_path: Path, written: str, says: str) -> None:
    """Else the layer would be nowhere, and nothing would say why."""
    layer = f"Layer.model_validate_json({_layer('a').model_dump_json()!r})"
    (tmp_path / "a.py").write_text(
        f"from layers.core.layer import Layer\n{written.format(layer=layer)}", encoding="utf-8"
    )
    registry = code_registry([tmp_path])
    assert [says in one.reason.en for one in registry.set_aside] == [True]


FAMILY = """
from layers.core.layer import Layer
from layers.family import Family, Maker

LAYER = Layer.model_validate_json({layer!r})
FAMILY = Family(id="wells", layers=(LAYER,), makers={{"made": Maker(tile=lambda *_: b"")}})
"""


def test_only_who_may_see_a_layer_is_told_that_it_was_set_aside(tmp_path: Path) -> None:
    """Neither the list nor its own address tells others that it is there; nonsense closes nothing."""
    wrong = {**json.loads(_layer("a", access="police").model_dump_json()), "tilte": "x"}
    (tmp_path / "a.json").write_text(json.dumps([wrong, {**wrong, "id": "b", "access": 7}]), encoding="utf-8")
    registry = code_registry([tmp_path])
    assert [one.id for one in registry.set_aside] == ["a", "b"]
    assert [one.id for one in registry.aside_for(PUBLIC)] == ["b"]
    police = Scope(name="police", classes=frozenset({"public", "police"}))
    assert [one.id for one in registry.aside_for(police)] == ["a", "b"]
    for scope, told in ((PUBLIC, False), (police, True)):
        with pytest.raises(NotFoundError) as caught:
            registry.layer("a", scope)
        assert ("tilte" in str(caught.value.detail)) == told


def test_a_family_in_a_file_brings_no_import(tmp_path: Path) -> None:
    """Commands know the families before any file is read: it is set aside and says what to do instead."""
    brings = FAMILY.format(layer=_computed("made").model_dump_json())
    brings = brings.replace("layers=(LAYER,)", "layers=(LAYER,), importer=print")
    (tmp_path / "a.py").write_text(brings, encoding="utf-8")
    registry = code_registry([tmp_path])
    assert "made" not in registry.layers
    assert [("importer" in one.reason.vi, "plug-in" in one.reason.en) for one in registry.set_aside] == [(True, True)]


def _computed(maker: str) -> Layer:
    source = {"kind": "computed", "maker": maker}
    return Layer.model_validate({**_layer("made").model_dump(), "source": source})


def test_a_file_may_bring_a_family_with_makers(tmp_path: Path) -> None:
    """What its layers offer, the maker says."""
    (tmp_path / "a.py").write_text(FAMILY.format(layer=_computed("made").model_dump_json()), encoding="utf-8")
    registry = code_registry([tmp_path])
    assert registry.offers(registry.layers["made"]) == ("tiles", "style")


def test_a_maker_that_the_family_lacks_sets_the_layer_aside(tmp_path: Path) -> None:
    """The makers that there are stand in the reason."""
    (tmp_path / "a.py").write_text(FAMILY.format(layer=_computed("other").model_dump_json()), encoding="utf-8")
    (one,) = code_registry([tmp_path]).set_aside
    assert (one.id, "made" in one.reason.en) == ("made", True)


UNREADABLE = {
    "missing": ({"style": ...}, "thiếu style", "style is missing"),
    "unknown": ({"titel": 1}, "không có mục titel (giá trị 1)", "there is no entry titel (value 1)"),
    "whole": (7, "khai báo là 7, phải là đối tượng {…}", "the declaration is 7; it must be an object {…}"),
    "role": (
        {"fields": [{"name": "a", "type": "string", "title": {"vi": "a", "en": "a"}, "role": "names"}]},
        'fields[0].role là "names", phải là một trong: id, name, code, value, time, category, unit, none',
        'fields[0].role is "names"; it must be one of: id, name, code, value, time, category, unit, none',
    ),
    "pattern": (
        {"source": {"relation": "wells"}},
        r'source.relation là "wells", phải theo mẫu ^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$',
        r'source.relation is "wells"; it must match the pattern ^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$',
    ),
    "kind of source": (
        {"source": {"kind": "file"}},
        'source là {"kind": "file"}, phải là một trong: table, computed',
        'source is {"kind": "file"}; it must be one of: table, computed',
    ),
    "type": ({"fields": "a"}, 'fields là "a", phải là danh sách […]', 'fields is "a"; it must be a list […]'),
    "number": (
        {"tiles": {"minzoom": 1.5}},
        "tiles.minzoom là 1.5, phải là số nguyên",
        "tiles.minzoom is 1.5; it must be a whole number",
    ),
    "range": ({"hexes": {"resolutions": [99]}}, "hexes.resolutions[0] là 99, phải ≤", "it must be ≤"),
    "sense": ({"filters": ["depth"]}, "khai báo sai: “layer a: ", "the declaration is wrong: “layer a: "),
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_is_wrong_in_a_declaration_is_said_in_both_languages(tmp_path: Path, fault: str) -> None:
    """Path, value and what is allowed."""
    changed, vi, en = UNREADABLE[fault]
    given = changed
    if isinstance(changed, dict):
        whole = {**_layer("a").model_dump(mode="json"), **changed}
        given = {key: value for key, value in whole.items() if value is not ...}
    (tmp_path / "a.json").write_text(json.dumps(given), encoding="utf-8")
    (one,) = code_registry([tmp_path]).set_aside
    assert vi in one.reason.vi
    assert en in one.reason.en
    assert "Input should" not in one.reason.vi


def test_a_fault_without_a_sentence_keeps_the_words_of_its_finder() -> None:
    """In quotation marks, behind path and value."""
    error = {"type": "multiple_of", "loc": ("a", 1), "msg": "a multiple of 5", "input": 7, "ctx": {"multiple_of": 5}}
    assert refusal(error) == text("a[1] là 7 – “a multiple of 5”", "a[1] is 7 – “a multiple of 5”")


WRONG = {
    "no table": ({"source": {"relation": "public.nothing"}}, "public.nothing"),
    "no column": ({"source": {"relation": "public.spring", "id": "key"}}, "key"),
    "type": ({"fields": [{"name": "name", "type": "integer", "title": {"vi": "Tên", "en": "Name"}}]}, "name"),
    "srid": ({"source": {"relation": "public.spring", "geometry_3857": "geom"}}, "4326"),
    "shape": ({"geometry": "line"}, "Point"),
    "h3": ({"source": {"relation": "public.spring", "h3": "name"}}, "int8"),
    "time": ({"time": {"start": "name", "kind": "day"}}, "date"),
    "known": ({"known": {"start": "geom", "end": "gone"}}, "gone"),
    "restrict": ({"restrict": {"unit": "name"}}, "int4"),
    "where": ({"source": {"relation": "public.spring", "where": {"name": 1}}}, "int4"),
    "somebody else's": ({"source": {"relation": "store.batch", "geometry": None}, "geometry": None}, "store"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_row_that_does_not_fit_its_table_is_set_aside(connection: psycopg.Connection, fault: str) -> None:
    """The reason names what is wrong, in both languages; every other layer stays."""
    changed, named = WRONG[fault]
    connection.execute("create table public.spring (id integer, name text, geom geometry(Point, 4326))")
    declared = {**_layer("spring").model_dump(mode="json"), "source": {"relation": "public.spring"}, **changed}
    connection.execute("insert into store.layer_def values ('spring', %s)", [Jsonb(declared)])
    base = code_registry()
    registry = full_registry(connection, base)
    assert registry.layers.keys() >= base.layers.keys()
    assert "spring" not in registry.layers
    (one,) = registry.set_aside
    assert (one.id, one.origin) == ("spring", "store.layer_def spring")
    assert named in one.reason.vi
    assert named in one.reason.en


def test_what_the_code_declares_is_held_against_the_database_at_the_start(connection: psycopg.Connection) -> None:
    """A fault there ends the start with all faults named; the sound ones pass."""
    check(connection, code_registry())
    wrong = code_registry().register([_layer("a"), _layer("b")], "layers.wells")
    with pytest.raises(LayerDeclarationError) as caught:
        check(connection, wrong)
    assert str(caught.value.value).count("public.well") == 2
