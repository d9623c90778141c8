"""Words looked up in a column: what the quick expression lets through holds all that folding finds."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries import fold
from layers.core.spelling import FOLD, spellings

LETTERS = "aàáảãạăằâấđĐDeêệoôơờuưựyỹNgGhH 019-–/.()'’_%\\^$[]{}*+?|&\u0300\u0301\u031b\u0309Å\u212bйё한힣𝒜ßİı"
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS), st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
FOLDED = FOLD.format("%(text)s")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS, span=st.tuples(st.integers(0, 20), st.integers(1, 20)))
def test_a_text_is_matched_by_every_part_of_its_folding(
    connection: psycopg.Connection, text: str, span: tuple[int, int]
) -> None:
    folded = _one(connection, f"select {FOLDED}", text=text)
    part = str(folded)[span[0] : sum(span)].strip()
    assert _one(connection, "select %(text)s::text ~ %(words)s", text=text, words=spellings(part)), (folded, part)


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Cảng cá Hòn Rớ", "cang ca hon ro", True),
        ("CẢNG CÁ HÒN RỚ", "Hòn Rơ", True),
        ("Ca\u0309ng ca\u0301", "cảng", True),
        ("Đắk Lắk", "dak lak", True),
        ("Ea H'Leo – đoạn 2", "ea hleo doan 2", True),
        ("QL1A/Km 12", "ql1a km 12", True),
        ("Trạm 100% (mới)", "100%", True),
        ("a.b", "a b", True),
        ("Đường ven biển " * 20, "duong ven bien " * 15, True),
        ("صلى الله", "\ufdfa" * 200, False),
        ("axb", "a.b", False),
        ("Cảng cá", "cang to", False),
        ("Trạm 100", "100%", False),
    ],
)
def test_what_is_typed_matches_the_spellings_that_fold_alike(
    connection: psycopg.Connection, text: str, typed: str, *, found: bool
) -> None:
    assert _one(connection, "select %(text)s::text ~ %(words)s", text=text, words=spellings(fold(typed))) is found


def _one(connection: psycopg.Connection, statement: str, **given: str) -> object:
    row = connection.execute(statement.encode(), given).fetchone()
    return None if row is None else row[0]
