"""The two homes that the page is tested on, the sample and Khánh Hòa: all that the same tests must know of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from gis_server.demo.real_cases import CASES
from layers.indicators.sample.cases import Case, cases


@dataclass(frozen=True, slots=True)
class Place:
    """A unit by its public id and its full name."""

    uid: str
    name: str

    @property
    def code(self) -> str:
        """The statistics office's code."""
        return self.uid.split("@")[0]


@dataclass(frozen=True, slots=True)
class Found:
    """What is typed into search, the former unit that it finds, and what is said of it."""

    typed: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Home:
    """A home.

    Attributes:
        key: names pictures and tests.
        server: the fixture that lends its server.
        name: of the province of today.
        editions: dates of the three editions, the oldest first.
        former: the two provinces before July 2025.
        way: a province, a district and a commune of the oldest edition, each in the one before.
        group: a former district of today's grouping.
        member: a commune of today in that group, large enough to click on.
        counts: units of the oldest edition by level; `today` of the newest, `groups` its former districts.
        listed: gives an address for every blank reason and every mark.
        broken: where an indicator's definition changed: its code and the first period.
        searches: for the same former unit: without diacritics, in the other tone placement, by code.
        judged: indicator, period, edition and level to hold the page's judgement against the server's.
    """

    key: str
    server: str
    name: str
    editions: tuple[str, str, str]
    former: tuple[Place, Place]
    way: tuple[Place, Place, Place]
    group: Place
    member: Place
    counts: dict[str, int]
    listed: Callable[[], Mapping[str, Case]]
    broken: tuple[str, str]
    searches: tuple[Found, ...]
    judged: tuple[tuple[str, str, str, str], ...]

    @property
    def cases(self) -> Mapping[str, Case]:
        """An address for every blank reason and every mark; the sample has to be made to know its own."""
        return self.listed()


_EVERYWHERE = (
    ("giai-ngan-dau-tu-cong", "2026-04", "2026-04-30", "commune"),
    ("tai-nan-giao-thong", "2026-04", "2026-04-30", "commune"),
    ("viec-lam-moi", "2026-Q1", "2025-07-01", "commune"),
)
SAMPLE = Home(
    key="sample",
    server="sample_server",
    name="Tỉnh Hải Lĩnh",
    editions=("2020-01-01", "2025-07-01", "2026-04-30"),
    former=(Place("97@2020-01-01", "Tỉnh Hải Lĩnh"), Place("98@2020-01-01", "Tỉnh Ninh Trạch")),
    way=(
        Place("97@2020-01-01", "Tỉnh Hải Lĩnh"),
        Place("983@2020-01-01", "Huyện Diên Lộc"),
        Place("90187@2020-01-01", "Xã Phú Hà"),
    ),
    group=Place("983@2020-01-01", "Huyện Diên Lộc"),
    member=Place("90187@2025-07-01", "Xã Phú Hà"),
    counts={"province": 2, "district": 10, "commune": 130, "today": 60, "groups": 10},
    listed=cache(cases),
    broken=("ho-so-dung-han", "2023-01"),
    searches=(
        Found("lac an", "Xã Lạc An", "nay thuộc Xã Phú Hà"),
        Found("LẠC AN", "Xã Lạc An", "nay thuộc Xã Phú Hà"),
        Found("90145", "Xã Lạc An", "nay thuộc Xã Phú Hà"),
    ),
    judged=(
        *_EVERYWHERE,
        ("giai-ngan-dau-tu-cong", "2026-01", "2025-07-01", "commune"),
        ("tai-nan-giao-thong", "2024-06", "2020-01-01", "district"),
        ("no-thue", "2025-Q4", "2025-07-01", "commune"),
        ("thu-ngan-sach", "2023-03", "2020-01-01", "district"),
        ("ho-so-dung-han", "2021-09", "2020-01-01", "commune"),
        ("bao-phu-bhxh", "2025-Q4", "2025-07-01", "commune"),
        ("ty-le-ho-ngheo", "2025", "2025-07-01", "commune"),
    ),
)
KHANH_HOA = Home(
    key="khanh-hoa",
    server="real_server",
    name="Tỉnh Khánh Hòa",
    editions=("2009-04-01", "2025-07-01", "2026-04-30"),
    former=(Place("56@2009-04-01", "Tỉnh Khánh Hòa"), Place("58@2009-04-01", "Tỉnh Ninh Thuận")),
    way=(
        Place("56@2009-04-01", "Tỉnh Khánh Hòa"),
        Place("574@2009-04-01", "Huyện Diên Khánh"),
        Place("22693@2009-04-01", "Xã Diên An"),
    ),
    group=Place("573@2009-04-01", "Huyện Khánh Vĩnh"),
    member=Place("22609@2025-07-01", "Xã Khánh Vĩnh"),
    counts={"province": 2, "district": 16, "commune": 202, "today": 65, "groups": 15},
    listed=lambda: CASES,
    broken=("ho-so-dung-han", "2023-01"),
    searches=(
        Found("dien an", "Xã Diên An", "nay thuộc Xã Diên Khánh"),
        Found("Diên Hoà", "Xã Diên Hòa", "nay thuộc Xã Diên Lạc"),
        Found("22693", "Xã Diên An", "nay thuộc Xã Diên Khánh"),
    ),
    judged=(*_EVERYWHERE, ("thu-ngan-sach", "2023-03", "2009-04-01", "district")),
)
HOMES = (SAMPLE, KHANH_HOA)
