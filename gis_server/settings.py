"""The settings of one installation: one frozen object, read once by whoever starts a process and passed in."""

import ipaddress
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting is an environment variable: `GIS_` and the name in capitals (and the usual `DATABASE_URL`)."""

    model_config = SettingsConfigDict(env_prefix="GIS_", frozen=True, extra="ignore", populate_by_name=True)

    database_url: Annotated[
        str | None,
        Field(
            validation_alias=AliasChoices("DATABASE_URL", "GIS_DATABASE_URL"),
            description="Connection URL of a PostgreSQL with PostGIS 3.3 or newer, as the role that reads and writes. "
            "Without it the embedded PostgreSQL is started.",
        ),
    ] = None
    reader_url: Annotated[
        str | None,
        Field(description="Connection URL of the role that only reads (tiles, items). Without it, DATABASE_URL."),
    ] = None
    reader_timeout_s: Annotated[
        float, Field(gt=0, description="Seconds after which a query of the reader is given up.")
    ] = 10.0
    database: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9_]{0,40}$",
            description="Name of the database inside the embedded PostgreSQL. `make demo` uses `demo`, "
            "`make demo-real` uses `real`, a province's own data lies in `gis`.",
        ),
    ] = "gis"
    data_dir: Annotated[
        Path | None,
        Field(
            description="Folder of the embedded PostgreSQL. Without it `.gis` in the checkout, or a folder under "
            "/var/lib when the database's user cannot read the checkout."
        ),
    ] = None
    home: Annotated[
        str, Field(description="Code of the province of this installation; `*` shows all provinces of the country.")
    ] = "*"
    product: Annotated[str, Field(min_length=1, description="Name of the product, shown on the page.")] = (
        "Bản đồ điều hành"
    )
    default_indicator: Annotated[
        str,
        Field(description="Code of the indicator shown first; without such a one, the first of the catalogue."),
    ] = "giai-ngan-dau-tu-cong"
    host: Annotated[
        str, Field(description="Address to listen on; only loopback is accepted until there is a login.")
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="TCP port of the web server.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Number of web processes.")] = 2
    clock_at: Annotated[
        datetime | None,
        Field(
            description="An instant (ISO 8601 with offset) at which the installation's clock stands still; without it "
            "the clock stored with the sample, or the machine's."
        ),
    ] = None
    layer_path: Annotated[
        str,
        Field(
            description="Files or folders that declare further layers (`.py` with LAYERS, `.json`), joined as in PATH. "
            "A layer declared in one such file is served by every general ability. The server that starts takes from "
            "its reading role the tables that no declaration names; other commands, which may run without this "
            "setting, only give."
        ),
    ] = ""
    log_level: Annotated[
        str, Field(pattern="^(debug|info|warning|error)$", description="How much the web server writes to its log.")
    ] = "warning"

    @property
    def layer_paths(self) -> tuple[Path, ...]:
        """The entries of `layer_path`."""
        return tuple(Path(part) for part in self.layer_path.split(os.pathsep) if part)

    @field_validator("host")
    @classmethod
    def _loopback_only(cls, value: str) -> str:
        try:
            loopback = ipaddress.ip_address(value).is_loopback
        except ValueError:
            loopback = False  # a name may mean another address tomorrow, and `localhost` means ::1 on some machines
        if not loopback:
            msg = f"GIS_HOST={value}: there is no login yet, so only a loopback address is accepted; write 127.0.0.1"
            raise ValueError(msg)
        return value

    @field_validator("clock_at")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = f"GIS_CLOCK_AT={value.isoformat()} has no offset; write for example {value.isoformat()}+07:00"
            raise ValueError(msg)
        return value
