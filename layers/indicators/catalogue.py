"""The catalogue: agencies, groups, indicators and known outages of sources, from one JSON file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from pydantic import Field as Constraint
from pydantic import ValidationError

from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.errors import NotFoundError, RefusedError
from layers.core.model import Model, Text, text
from layers.core.report import Finding, Report
from layers.indicators.indicator import Agency, Group, Indicator
from layers.store.batch import Connect, OpenBatch, Source, hash_of, run_batch, unchanged
from layers.store.outbox import record

KIND = "indicator-catalogue"
LAYER = "indicators"
"""The outbox's name for a change that concerns the catalogue or many indicators."""


class Outage(Model):
    """A time in which a source is known not to answer; open while `ended_at` is None."""

    agency: str
    started_at: datetime
    ended_at: datetime | None = None
    note: Text = text("", "")


class Catalogue(Model):
    """The file as a whole."""

    agencies: tuple[Agency, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    outages: tuple[Outage, ...] = ()


class Entry(Model):
    """An indicator as it stands in the database."""

    id: int
    position: int = Constraint(ge=0)
    indicator: Indicator


def import_catalogue(
    connect: Connect, path: Path, *, clock: Clock, dry_run: bool = False, simulated: bool = False
) -> Report:
    """Add or replace what the file names; what it does not name stays.

    Raises:
        RefusedError: never for the file's own faults, which are in the report; only when it is no JSON.
    """
    digest = hash_of(path)
    with connect() as connection:
        if (last := unchanged(connection, KIND, path.name, digest)) is not None:
            return Report(kind=KIND, source=path.name, verdict="unchanged", batch=last)
        read, findings = _read(path)
        findings += _dangling(connection, read)
    counts = {name: len(getattr(read, name)) for name in ("agencies", "groups", "indicators", "outages")}
    if dry_run:
        return Report(kind=KIND, source=path.name, verdict="dry-run", counts=counts, findings=tuple(findings))

    def work(opened: OpenBatch) -> None:
        opened.counts, opened.findings = counts, findings
        opened.refuse_errors()
        _write(opened, read)
        record(opened.connection, LAYER, None, clock)

    return run_batch(connect, Source(KIND, path.name, digest, simulated=simulated), work, clock)


def entries(connection: Connection) -> list[Entry]:
    """Return all indicators in the order of their groups."""
    rows = connection.execute(
        "select i.id, i.position, i.definition from indicators.indicator i"
        " join indicators.indicator_group g on g.code = i.group_code order by g.position, i.position"
    )
    return [
        Entry(id=int(key), position=int(position), indicator=Indicator.model_validate_json(json.dumps(definition)))
        for key, position, definition in rows
    ]


_SPANS = """
select indicator, min(period), max(period), max(b.received_at) from indicators.observation o
join store.batch b on b.id = o.batch where o.current and o.value is not null group by indicator
"""


def catalogue_reply(connection: Connection, scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """Return groups, agencies and indicators, each with its first and last period and the latest receipt."""
    del scope  # the whole catalogue is public until there is a login; the parameter keeps the door
    spans = {row[0]: row[1:] for row in connection.execute(_SPANS).fetchall()}
    names = "select code, name_vi, name_en from indicators."
    groups = connection.execute(f"{names}indicator_group order by position".encode()).fetchall()
    agencies = connection.execute(f"{names}agency order by code".encode()).fetchall()
    return {
        "groups": [{"code": code, "name": {"vi": vi, "en": en}} for code, vi, en in groups],
        "agencies": [{"code": code, "name": {"vi": vi, "en": en}} for code, vi, en in agencies],
        "indicators": [
            {
                **found.indicator.model_dump(mode="json"),
                **dict(zip(("first", "last", "latest_received"), spans.get(found.id, (None,) * 3), strict=True)),
            }
            for found in entries(connection)
        ],
    }


def entry(connection: Connection, code: str) -> Entry:
    """Return one indicator.

    Raises:
        NotFoundError: there is none of this code.
    """
    row = connection.execute(
        "select id, position, definition from indicators.indicator where code = %s", (code,)
    ).fetchone()
    if row is None:
        raise NotFoundError(
            text("Không có chỉ số này.", "There is no such indicator."),
            value=code,
            remedy=text("Xem danh mục ở /api/indicators.", "See the catalogue at /api/indicators."),
        )
    return Entry(id=int(row[0]), position=int(row[1]), indicator=Indicator.model_validate_json(json.dumps(row[2])))


def _read(path: Path) -> tuple[Catalogue, list[Finding]]:
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise RefusedError(
            text("Danh mục không phải là JSON.", "The catalogue is not JSON."),
            value=str(error),
            remedy=text("Sửa tệp tại vị trí nêu trên.", "Mend the file at the place named."),
        ) from error
    try:
        return Catalogue.model_validate_json(json.dumps(raw)), []
    except ValidationError as error:
        findings = [
            Finding(
                severity="error",
                code="catalogue",
                message=text(f"Danh mục sai: {fault['msg']}", f"The catalogue is wrong: {fault['msg']}"),
                row=str(fault["loc"][1]) if len(fault["loc"]) > 1 else None,
                column=".".join(str(part) for part in fault["loc"]),
                value=str(fault["input"])[:200],
                remedy=text("Sửa mục này.", "Mend this entry."),
            )
            for fault in error.errors()
        ]
        return Catalogue(), findings


def _dangling(connection: Connection, read: Catalogue) -> list[Finding]:
    """Find names that lead nowhere: neither in the file nor in the database."""
    known = {
        "group": {g.code for g in read.groups} | _codes(connection, "indicator_group"),
        "agency": {a.code for a in read.agencies} | _codes(connection, "agency"),
        "indicator": {i.code for i in read.indicators} | _codes(connection, "indicator"),
    }
    wanted = [(i.code, "group", i.group) for i in read.indicators]
    wanted += [(i.code, "agency", i.agency) for i in read.indicators]
    wanted += [
        (i.code, "indicator", other)
        for i in read.indicators
        for other in (i.numerator, i.denominator, i.weight)
        if other is not None
    ]
    wanted += [(outage.agency, "agency", outage.agency) for outage in read.outages]
    return [
        Finding(
            severity="error",
            code=f"unknown-{kind}",
            message=text(f"“{code}” nhắc tới mã không có.", f"“{code}” names a code that does not exist."),
            row=code,
            column=kind,
            value=value,
            remedy=text("Thêm mã này vào danh mục hoặc sửa lại.", "Add the code to the catalogue, or mend it."),
        )
        for code, kind, value in wanted
        if value not in known[kind]
    ]


def _codes(connection: Connection, table: str) -> set[str]:
    rows = connection.execute(sql.SQL("select code from {}").format(sql.Identifier("indicators", table)))
    return {str(code) for (code,) in rows.fetchall()}


def _write(opened: OpenBatch, read: Catalogue) -> None:
    with opened.connection.cursor() as cursor:
        cursor.executemany(
            "insert into indicators.agency (code, name_vi, name_en, batch) values (%s, %s, %s, %s)"
            " on conflict (code) do update set name_vi = excluded.name_vi, name_en = excluded.name_en",
            [(a.code, a.name.vi, a.name.en, opened.id) for a in read.agencies],
        )
        cursor.executemany(
            "insert into indicators.indicator_group (code, position, name_vi, name_en, batch)"
            " values (%s, %s, %s, %s, %s) on conflict (code) do update set"
            " position = excluded.position, name_vi = excluded.name_vi, name_en = excluded.name_en",
            [(g.code, place, g.name.vi, g.name.en, opened.id) for place, g in enumerate(read.groups)],
        )
        cursor.executemany(
            "insert into indicators.indicator (code, group_code, position, definition, batch)"
            " values (%s, %s, %s, %s, %s) on conflict (code) do update set"
            " group_code = excluded.group_code, position = excluded.position, definition = excluded.definition,"
            " batch = excluded.batch",
            [(i.code, i.group, place, i.model_dump_json(), opened.id) for place, i in enumerate(read.indicators)],
        )
        cursor.executemany(
            "insert into indicators.source_outage (agency, started_at, ended_at, note_vi, note_en, batch)"
            " values (%s, %s, %s, %s, %s, %s)",
            [(o.agency, o.started_at, o.ended_at, o.note.vi, o.note.en, opened.id) for o in read.outages],
        )
