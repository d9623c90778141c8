"""Which clock an installation goes by."""

from gis_server.settings import Settings
from layers.core.clock import Clock, FixedClock, SystemClock


def clock_of(settings: Settings) -> Clock:
    """Return the clock that stands still at `GIS_CLOCK_AT`, or the machine's."""
    return SystemClock() if settings.clock_at is None else FixedClock(settings.clock_at)
