"""Which system this is, and what upgrades one that is too old; parses on any Python 3, for bootstrap.py."""

import os

SUPPORTED = {"debian": 12.0, "ubuntu": 24.04}
UPGRADE = {
    "debian": "sudo sed -i 's/bullseye/bookworm/g' /etc/apt/sources.list && sudo apt-get update && "
    "sudo apt-get full-upgrade",
    "ubuntu": "sudo do-release-upgrade",
}


def distribution(release: str = "/etc/os-release") -> "tuple[str, float]":
    """Return name and version, such as ('debian', 12.0); ('', 0.0) when unknown."""
    values: dict[str, str] = {}
    if os.path.exists(release):  # noqa: PTH110 - parses everywhere
        with open(release, encoding="utf-8") as file:  # noqa: PTH123 - parses everywhere
            for line in file:
                key, _, value = line.strip().partition("=")
                values[key] = value.strip('"')
    try:
        return values.get("ID", ""), float(values.get("VERSION_ID", "0"))
    except ValueError:
        return values.get("ID", ""), 0.0


def upgrade(name: str, version: float) -> "str | None":
    """Return the command that upgrades a system whose PostGIS is older than 3.3; None of any other."""
    least = SUPPORTED.get(name)
    return None if least is None or version == 0.0 or version >= least else UPGRADE[name]
