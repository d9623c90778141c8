"""The sample's catalogue in the form of the file that a province sends."""

from string import ascii_uppercase

from layers.indicators.sample.specs import AGENCIES, GROUPS, SPECS, UNITS, Spec

OUTAGE_AGENCY = "bhxh"
OUTAGE_FROM = "2026-04-09T18:00:00Z"
"""Before the deadline of the first quarter of 2026, and not over yet."""


def catalogue() -> dict[str, object]:
    """Build the JSON of agencies, groups, indicators and the outage of one source."""
    return {
        "agencies": [{"code": code, "name": _text(name)} for code, name in AGENCIES.items()],
        "groups": [{"code": code, "name": _text(name)} for code, name in GROUPS.items()],
        "indicators": [_indicator(spec) for spec in SPECS],
        "outages": [
            {
                "agency": OUTAGE_AGENCY,
                "started_at": OUTAGE_FROM,
                "ended_at": None,
                "note": _text(
                    ("Cổng kết nối dữ liệu bảo hiểm ngừng trả lời", "The insurance data gateway does not answer")
                ),
            }
        ],
    }


def _text(pair: tuple[str, str]) -> dict[str, str]:
    return {"vi": pair[0], "en": pair[1]}


def _indicator(spec: Spec) -> dict[str, object]:
    letter = ascii_uppercase[list(AGENCIES).index(spec.agency)]
    kind = _kind(spec)
    low, high = spec.clip
    return {
        "code": spec.code,
        "group": spec.group,
        "name": _text(spec.name),
        "measure": _text(spec.measure),
        "unit": _text(UNITS[spec.unit]),
        "decimals": spec.decimals,
        "polarity": spec.polarity,
        "tolerance": spec.tolerance,
        "tolerance_kind": "relative" if kind == "total" else "absolute",
        "kind": kind,
        "numerator": spec.numerator,
        "denominator": spec.denominator,
        "accumulation": _accumulation(spec),
        "over_units": _over_units(spec, kind),
        "over_periods": _over_periods(spec, kind),
        "weight": "dan-so" if _over_units(spec, kind) == "mean" and spec.numerator is None else None,
        "levels": list(spec.levels),
        "frequency": spec.frequency,
        "deadline_days": spec.deadline_days,
        "agency": spec.agency,
        "officer": _text((f"Cán bộ đầu mối {letter}", f"Focal officer {letter}")),
        "source": _text(
            (f"{AGENCIES[spec.agency][0]}, báo cáo định kỳ", f"{AGENCIES[spec.agency][1]}, regular report")
        ),
        "detail_layer": None,
        "definitions": [{"from_period": start, "note": _text((vi, en))} for start, vi, en in spec.breaks],
        # Of a year's plan, so much is due in April as the year is old.
        "target_path": "linear" if _accumulation(spec) == "ytd" else "year",
        "edges": None if spec.edges is None else {level: list(spec.edges) for level in spec.levels},
        "plausible": [low, high],
        "simulated": True,
    }


def _kind(spec: Spec) -> str:
    if spec.numerator is not None or spec.pattern == "share":
        return "rate"
    return "index" if spec.pattern == "index" else "total"


def _accumulation(spec: Spec) -> str:
    if spec.pattern == "ytd" or spec.numerator is not None or spec.code == "thu-ngan-sach-du-toan":
        return "ytd"
    return "flow" if spec.pattern == "count" or spec.code == "viec-lam-moi-rong" else "stock"


def _over_units(spec: Spec, kind: str) -> str:
    if kind == "total":
        return "sum"
    return "none" if spec.pattern == "index" else "mean"


def _over_periods(spec: Spec, kind: str) -> str:
    if _accumulation(spec) == "flow":
        return "sum"
    return "mean" if kind == "rate" and spec.measure[0].startswith("Tỷ lệ") else "last"
