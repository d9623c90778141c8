"""The editions of the boundaries, and which one is in force on the installation's day."""

import psycopg

from layers.core.clock import FixedClock
from layers.store.outbox import record
from tests.support.client import Client


def test_editions_are_listed_oldest_first_and_one_is_in_force(
    served: Client, database_url: str, clock: FixedClock
) -> None:
    """None before the first import; the future one is listed, but not in force."""
    assert served.get("/api/editions").json() == {"editions": []}
    with psycopg.connect(database_url) as connection:
        for day in ("2025-07-01", "2020-01-01", "2026-12-01"):
            connection.execute(
                "insert into boundaries.edition (effective, title_vi, title_en, legal_basis) values (%s, %s, %s, '')",
                [day, f"Từ {day}", f"From {day}"],
            )
        record(connection, "units", None, clock)
    listed = served.get("/api/editions").json()["editions"]
    assert [(each["date"], each["in_force"]) for each in listed] == [
        ("2020-01-01", False),
        ("2025-07-01", True),
        ("2026-12-01", False),
    ]
    assert listed[1]["title"] == {"vi": "Từ 2025-07-01", "en": "From 2025-07-01"}
