"""The code of an indicator: what can be the id of a layer, and nothing else."""

from pathlib import Path

import psycopg
import pytest

from layers.core.clock import FixedClock
from layers.indicators.ingest import import_file
from layers.indicators.layer import layers
from tests.support.figures import catalogue, indicator, write_json


@pytest.mark.parametrize("code", ["GRDP", "thu_ngan_sach", "thu-ngân-sách", "-thu", "thu ngan", "a/b", "", "a" * 81])
def test_a_code_that_no_layer_can_have_is_refused_with_the_form_it_needs(
    database_url: str, tmp_path: Path, clock: FixedClock, code: str
) -> None:
    good = indicator().model_dump(mode="json")
    path = write_json(tmp_path / "danh-muc.json", catalogue(indicators=[good, good | {"code": code}]))
    report = import_file(lambda: psycopg.connect(database_url), path, clock=clock)
    assert report.verdict == "refused"
    (fault,) = report.errors
    assert (fault.row, fault.column, fault.value) == (code, "indicators.1.code", code)
    assert "chữ thường không dấu a–z" in fault.message.vi
    assert "write it like thu-ngan-sach" in fault.message.en
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from indicators.indicator").fetchone() == (0,)


@pytest.mark.parametrize("code", ["a", "7-ngay", "thu-ngan-sach-2026", "a" * 80])
def test_every_code_that_is_taken_in_makes_a_layer(
    database_url: str, tmp_path: Path, clock: FixedClock, code: str
) -> None:
    taken = [indicator(code).model_dump(mode="json")]
    path = write_json(tmp_path / "danh-muc.json", catalogue(indicators=taken))
    assert import_file(lambda: psycopg.connect(database_url), path, clock=clock).verdict == "applied"
    with psycopg.connect(database_url) as connection:
        assert f"indicator-{code}" in {layer.id for layer in layers(connection)}
        connection.rollback()
        connection.execute("truncate store.batch, indicators.indicator cascade")
