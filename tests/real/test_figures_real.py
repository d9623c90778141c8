"""Figures of Khánh Hòa in both times: former districts live on as groupings of today's communes."""

from collections.abc import Iterator

import pytest

from tests.support.client import Client

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def client(real_server: str) -> Iterator[Client]:
    """Ask the server of Khánh Hòa."""
    with Client(real_server) as opened:
        yield opened


@pytest.mark.parametrize("period", ["2024-06", "2025-06", "2025-07", "2026-04", "2026-Q1", "2025"])
def test_no_former_district_with_communes_today_is_said_not_to_have_existed(client: Client, period: str) -> None:
    """It has a figure, or lacks one for a reason of its communes: late, not yet due, withheld."""
    for indicator in client.get("/api/indicators").json()["indicators"]:
        if indicator["frequency"] != "month":
            continue
        asked = {"period": period, "level": "former", "edition": "2026-04-30"}
        rows = client.get(f"/api/indicators/{indicator['code']}/table", params=asked).json()["rows"]
        assert len(rows) == 15  # all but the one at sea, whose communes the census of 2009 does not have
        assert {row["mark"] for row in rows if row["value"] is None} <= {"o", "k", "w", "s", "d"}, indicator["code"]
