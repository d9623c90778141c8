"""Where each nasty thing of the sample is to be seen: for tests, and for the addresses in the manual."""

from dataclasses import dataclass

from boundaries.sample import REFORM, country

DEFAULT = "giai-ngan-dau-tu-cong"
INVESTMENT = (DEFAULT, "von-giai-ngan", "ke-hoach-von")
"""The rate and its two parts: reported together, missing together."""
LAST = "2026-04"
UNREPORTED = ("2021-08", "2021-09")
WITHHELD = frozenset({"90901", "90904", "987"})
NOT_APPLICABLE = frozenset({"986", "90907"})
STRADDLED = "983"
"""The former district of the commune that lies in two: its group is only approximately its old land."""


@dataclass(frozen=True, slots=True)
class Case:
    """One mark or blank: the unit by code (in force at the period's end), and the edition if it must be pinned."""

    indicator: str
    unit: str
    period: str
    mark: str
    """The letter of the values reply; `late` and `split` are not letters but worth an address."""
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """New communes of the default indicator's last period that are out of the ordinary."""

    stale: tuple[str, ...]
    overdue: tuple[str, ...]
    revised: tuple[str, ...]
    late: tuple[str, ...]
    provisional: tuple[str, ...]
    explained: tuple[str, ...]


def chosen() -> Chosen:
    """Choose them: spread over the province, away from the other cases."""
    made = country()
    taken = {*made.special.values()}
    free = [u.code for u in sorted(made.level(REFORM, "commune"), key=lambda u: u.code[::-1]) if u.code not in taken]
    hills = [u.code for u in made.level(REFORM, "commune") if u.terrain in {"highland", "west"} and u.code not in taken]
    overdue = tuple(hills[:2])
    free = [code for code in free if code not in overdue]
    return Chosen(
        stale=tuple(free[0:3]),
        overdue=overdue,
        revised=tuple(free[3:5]),
        late=tuple(free[5:7]),
        provisional=tuple(free[7:13]),
        explained=tuple(free[13:17]),
    )


def cases() -> dict[str, Case]:
    """List one address for every blank reason and every mark."""
    made, pick = country(), chosen()
    special = made.special
    merged = next(h.new for h in made.heirs if sum(o.new == h.new for o in made.heirs) > 1)
    return {
        "overdue": Case(DEFAULT, pick.overdue[0], LAST, "o"),
        "stale": Case(DEFAULT, pick.stale[0], LAST, "k"),
        "not-due": Case("tre-sinh", pick.stale[0], LAST, "d"),
        "not-applicable": Case(DEFAULT, special["island"], LAST, "n"),
        "withheld": Case(DEFAULT, special["far"], LAST, "w"),
        "did-not-exist": Case("hai-long", merged, "2023", "x", edition="2025-07-01"),
        "source-down": Case("bao-phu-bhyt", pick.stale[0], "2026-Q1", "s"),
        "provisional": Case(DEFAULT, pick.provisional[0], LAST, "p"),
        "revised": Case(DEFAULT, pick.revised[0], LAST, "r"),
        "late": Case(DEFAULT, pick.late[0], LAST, "."),
        "carried": Case("tai-nan-giao-thong", merged, "2024-06", "c", edition="2025-07-01"),
        # Splits have stated shares; only what is carried back to former units is measured by area.
        "estimated": Case(DEFAULT, pick.provisional[0], LAST, "e", edition="2020-01-01"),
        "summed": Case("tai-nan-giao-thong", "97", LAST, "u"),
        "grouping": Case("tai-nan-giao-thong", STRADDLED, LAST, "g"),
        "split": Case("tre-sinh", special["split"], "2024-06", "."),
    }
