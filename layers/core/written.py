"""Numbers, areas and places as each language writes them: `1.234,5` in Vietnamese, `1,234.5` in English."""

from datetime import date

from layers.core.model import Text, text

M2_PER_HA, M2_PER_KM2 = 1e4, 1e6


def shown(number: float, decimals: int = 6) -> Text:
    """Write a number, rounded to so many decimals, no more digits than it has."""
    whole, _, part = f"{number:,.{decimals}f}".partition(".")
    part = part.rstrip("0")
    grouped = whole.replace(",", ".")
    return text(f"{grouped},{part}" if part else grouped, f"{whole}.{part}" if part else whole)


def area(area_m2: float) -> Text:
    """Write an area in m², from one hectare on in ha, from one square kilometre on in km²."""
    size = abs(area_m2)
    for unit, in_m2 in (("km²", M2_PER_KM2), ("ha", M2_PER_HA)):
        if size >= in_m2:
            number = shown(area_m2 / in_m2, 2)
            return text(f"{number.vi} {unit}", f"{number.en} {unit}")
    number = shown(area_m2, 0)
    return text(f"{number.vi} m²", f"{number.en} m²")


def place(lon: float, lat: float) -> Text:
    """Write a longitude and a latitude in degrees; a semicolon keeps the decimal commas apart."""
    east, north = (f"{degrees:.5f}" for degrees in (lon, lat))
    return text(f"{east}; {north}".replace(".", ","), f"{east}, {north}")


def day(when: date) -> Text:
    """Write a local day: `1/7/2025` in both languages."""
    return text(*(f"{when.day}/{when.month}/{when.year}",) * 2)
