"""How the sample's figures move: trend, season, the dip of 2021, the teeth of year-to-date sums, and chance.

Figures are made for the atoms (see `ground`) by period, then added or averaged upwards, so that a parent equals the sum
of its children and a merged commune goes on where its predecessors stopped.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from layers.core.period import Period, parse_period, period_range
from layers.indicators.sample.ground import Floats, Ground, Tier
from layers.indicators.sample.specs import SPECS, Spec

_LAST = {"month": "2026-04", "quarter": "2026-Q1", "year": "2025"}
_FIRST = {"month": "{}-01", "quarter": "{}-Q1", "year": "{}"}
_PACE = np.array([2.1, 7.4, 14.2, 21.6, 28.4, 35.5, 42.6, 50.8, 60.0, 70.5, 82.0, 95.0]) / 100
_REVENUE = np.array([11, 17, 25, 34, 42, 50, 59, 67, 75, 84, 92, 101]) / 100
_SHARES_END = {95.0, 98.0, 99.9, 100.0}
"""Ceilings near 100 %: growth flattens before them."""
_SUMMER = np.cos((np.arange(12) - 6) / 12 * 2 * np.pi)
_DIP = {(2021, 6): 0.4, (2021, 7): 0.8, (2021, 8): 1.0, (2021, 9): 0.9, (2021, 10): 0.5, (2020, 4): 0.6}
"""How much of an indicator's covid effect was felt in a month."""


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of the atoms: `amount` (atoms, periods); a share also has the `base` it is a share of."""

    periods: tuple[Period, ...]
    amount: Floats
    base: Floats | None = None


def periods_of(spec: Spec) -> tuple[Period, ...]:
    """All periods of an indicator that are over."""
    first = parse_period(_FIRST[spec.frequency].format(spec.first))
    return tuple(period_range(first, parse_period(_LAST[spec.frequency])))


def make_series(spec: Spec, at: Ground, seed: int) -> Series:
    """Make one indicator's figures for the atoms; the same seed and code give the same figures."""
    derived = {
        "viec-lam-moi-rong": "viec-lam-moi",
        "ke-hoach-von": "von-giai-ngan",
        "giai-ngan-dau-tu-cong": "von-giai-ngan",
    }
    if spec.code in derived:
        source = make_series(next(s for s in SPECS if s.code == derived[spec.code]), at, seed)
        if spec.code == "ke-hoach-von" and source.base is not None:
            return Series(source.periods, source.base)
        return source
    rng = np.random.default_rng([seed, crc32(spec.code.encode())])
    makers = {"count": _count, "ytd": _year_to_date, "stock": _stock, "share": _share, "index": _share}
    return makers[spec.pattern](spec, at, rng)


def of_tier(spec: Spec, series: Series, tier: Tier) -> Floats:
    """Figures of reporting units (units, periods), rounded as they are sent; sums are of rounded children."""
    amount = tier.weights @ np.round(series.amount, spec.decimals) if spec.numerator is None else None
    if spec.pattern in {"share", "index"}:
        base = np.ones_like(series.amount) if series.base is None else series.base
        return np.round((tier.weights @ (series.amount * base)) / (tier.weights @ base), spec.decimals)
    if amount is not None:
        return np.round(amount, spec.decimals)
    plan = tier.weights @ np.round(series.base if series.base is not None else series.amount, 2)
    return np.round(100 * (tier.weights @ np.round(series.amount, 2)) / plan, spec.decimals)


def _years(periods: tuple[Period, ...]) -> Floats:
    return np.array([p.start.year - 2020 + (p.start.month - 1) / 12 for p in periods])


def _covid(spec: Spec, periods: tuple[Period, ...]) -> Floats:
    """What was left of normal: 1 in ordinary times, `spec.covid` in the worst month."""
    left: list[float] = []
    for period in periods:
        months = [m for m in _DIP if period.start.year == m[0] and period.start.month <= m[1] < _after(period)]
        length = _after(period) - period.start.month
        left.append(1 - (1 - spec.covid) * sum(_DIP[m] for m in months) / length)
    return np.array(left)


def _after(period: Period) -> int:
    return period.last_day.month + 1


def _season(spec: Spec, periods: tuple[Period, ...]) -> Floats:
    spans = [range(p.start.month - 1, p.last_day.month) for p in periods]
    return np.array([1 + spec.swing * float(np.mean(_SUMMER[list(s)])) for s in spans])


def _wander(rng: np.random.Generator, shape: tuple[int, int], *, size: float, memory: float) -> Floats:
    """Chance that remembers: each period keeps a share of the one before."""
    steps = rng.standard_normal(shape)
    found = np.zeros(shape)
    found[:, 0] = steps[:, 0]
    for t in range(1, shape[1]):
        found[:, t] = memory * found[:, t - 1] + np.sqrt(1 - memory**2) * steps[:, t]
    return found * size


def _count(spec: Spec, at: Ground, rng: np.random.Generator) -> Series:
    periods = periods_of(spec)
    months = {"month": 1, "quarter": 3, "year": 12}[spec.frequency]
    place = np.exp(spec.spread * (at.effect(rng) + 0.35 * (at.city - 0.5)))
    mean = at.people * spec.level / 1000 * months * place / np.average(place, weights=at.people)
    trend = (1 + spec.growth) ** _years(periods) * _season(spec, periods) * _covid(spec, periods)
    chance = np.exp(_wander(rng, (len(at.people), len(periods)), size=0.07, memory=0.6))
    expected = mean[:, None] * trend * chance
    if spec.unit in {"tỷ", "tấn"}:
        return Series(periods, expected)
    return Series(periods, np.asarray(rng.poisson(expected), dtype=np.float64))


def _stock(spec: Spec, at: Ground, rng: np.random.Generator) -> Series:
    periods = periods_of(spec)
    place = np.exp(spec.spread * (at.effect(rng) - 0.4 * at.city)) if spec.spread else np.ones(len(at.people))
    level = at.people * spec.level / (1000 if spec.unit in {"người", "hộ"} else 1)
    own = 1 + spec.growth + rng.normal(0, abs(spec.growth) * 0.3, len(at.people))
    chance = np.exp(_wander(rng, (len(at.people), len(periods)), size=0.012 if spec.spread else 0.002, memory=0.7))
    return Series(periods, level[:, None] * place[:, None] * own[:, None] ** _years(periods) * chance)


def _share(spec: Spec, at: Ground, rng: np.random.Generator) -> Series:
    periods = periods_of(spec)
    place = at.effect(rng) + 1.1 * (at.city - 0.5) * (1 if spec.polarity == "up_good" else -1)
    if spec.code == "che-phu-rung":
        place = at.effect(rng) * 0.5 - 2.2 * (at.city - 0.35)
    years = _years(periods)
    start = spec.level + spec.spread * place
    own = spec.growth * (1 + 0.25 * rng.standard_normal(len(at.people)))
    chance = _wander(rng, (len(at.people), len(periods)), size=0.16 * spec.spread, memory=0.75)
    room = (start[:, None] + own[:, None] * years) * _covid(spec, periods) + chance
    if spec.code == "thu-ngan-sach-du-toan":
        room = room * _REVENUE[[p.last_day.month - 1 for p in periods]]
    low, high = spec.clip
    base = at.people[:, None] * np.ones(len(periods))
    return Series(periods, np.clip(_soften(room, high), low, high), base)


def _soften(value: Floats, high: float) -> Floats:
    """Let growth towards 100 % flatten instead of hitting the ceiling."""
    if high not in _SHARES_END:
        return value
    knee = high - 12
    over = np.maximum(value - knee, 0)
    return np.where(value > knee, knee + 12 * (1 - np.exp(-over / 12)), value)


def _year_to_date(spec: Spec, at: Ground, rng: np.random.Generator) -> Series:
    periods = periods_of(spec)
    count, years = len(at.people), sorted({p.start.year for p in periods})
    place = np.exp(spec.spread * (at.effect(rng) + (0.8 if spec.agency == "thue" else -0.3) * (at.city - 0.5)))
    place /= np.average(place, weights=at.people)
    pace = _REVENUE if spec.agency == "thue" else _PACE
    yearly = at.people[:, None] * spec.level * place[:, None] * (1 + spec.growth) ** np.arange(len(years))
    yearly = yearly * np.exp(_wander(rng, (count, len(years)), size=0.08, memory=0.3))
    zeal = 1 + 0.16 * at.effect(rng)[:, None] + _wander(rng, (count, len(years)), size=0.1, memory=0.4)
    zeal = zeal + 0.11 * np.stack([at.effect(rng) for _ in years], axis=1)  # a good year is good for a whole area
    if spec.agency == "thue":
        zeal = 1 + 0.35 * (zeal - 1)
    steps = np.diff(pace, prepend=0.0) * np.exp(rng.normal(0, 0.16, (count, len(years), 12)))
    for n, year in enumerate(years):
        for month in range(12):
            steps[:, n, month] *= 1 - (1 - max(spec.covid, 0.25)) * _DIP.get((year, month + 1), 0.0)
    share = np.minimum(np.cumsum(steps, axis=2) * np.clip(zeal, 0.45, 1.5)[:, :, None], 1.05 if pace is _PACE else 1.3)
    plan = np.repeat(yearly, 12, axis=1)[:, : len(periods)]
    return Series(periods, plan * share.reshape(count, -1)[:, : len(periods)], plan)
