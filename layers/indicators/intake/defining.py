"""The catalogue in: one JSON file, checked whole, then applied in one transaction or refused whole."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from psycopg import Connection, sql
from pydantic import ValidationError

from layers.core.clock import Clock
from layers.core.errors import RefusedError
from layers.core.model import Text, text
from layers.core.report import Finding, Report
from layers.indicators.catalogue import LAYER, Catalogue, entries
from layers.indicators.intake.ground import load_ground
from layers.indicators.intake.order import order_groups, order_indicators
from layers.indicators.intake.reading import TARGETS, Row, Sheet, Typed
from layers.indicators.intake.targets import check_targets, write_targets
from layers.store.batch import BatchSource, Connect, OpenBatch, hash_of, refusal
from layers.store.intake import Checked, already_in, take
from layers.store.outbox import record

KIND = "indicator-catalogue"
_FAULTS: Mapping[str, Text] = {
    "missing": text("thiếu mục này", "this entry is missing"),
    "extra_forbidden": text("không có mục nào tên như vậy", "there is no entry of this name"),
    # The only pattern of a catalogue is that of an indicator's code.
    "string_pattern_mismatch": text(
        "mã chỉ số chỉ gồm chữ thường không dấu a–z, chữ số và dấu gạch nối, bắt đầu bằng chữ hoặc số, dài tối đa 80"
        " ký tự; viết lại như thu-ngan-sach",
        "an indicator's code has only the small letters a–z, digits and hyphens, begins with a letter or a digit and is"
        " 80 characters at most; write it like thu-ngan-sach",
    ),
    "timezone_aware": text("thời điểm phải ghi múi giờ, ví dụ +07:00", "an instant needs its zone, such as +07:00"),
}


def import_catalogue(
    connect: Connect, path: Path, *, clock: Clock, dry_run: bool = False, simulated: bool = False
) -> Report:
    """Add or replace what the file names; what it does not name stays. What is wrong with it is in the report."""
    source = BatchSource(KIND, path.name, hash_of(path), simulated=simulated)
    if (same := already_in(connect, source)) is not None:
        return same

    def check(connection: Connection) -> Checked[Catalogue]:
        read, findings = _read(path)
        findings += _twice(read) + _dangling(connection, read) + _circular(connection, read)
        if dry_run and not findings:
            # Targets are held against the indicators of this very file: they are written, and taken back.
            opened = OpenBatch(0, KIND, path.name, connection)
            _write(opened, read, None)
            findings += _aims(opened, read, path)
            connection.rollback()
        return Checked(read, {name: len(getattr(read, name)) for name in Catalogue.model_fields}, findings)

    def write(opened: OpenBatch, read: Catalogue) -> None:
        _write(opened, read, opened.id)
        opened.findings += _aims(opened, read, path)
        opened.refuse_errors()
        for code in sorted({indicator.code for indicator in read.indicators} | {aim.indicator for aim in read.targets}):
            record(opened.connection, f"indicator-{code}", None, clock)
        record(opened.connection, LAYER, None, clock)

    return take(connect, source, check, write, clock, dry_run=dry_run)


def _read(path: Path) -> tuple[Catalogue, list[Finding]]:
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        refused = RefusedError(
            text("Danh mục không phải là JSON.", "The catalogue is not JSON."),
            value=str(error),
            remedy=text("Sửa tệp tại vị trí nêu trên.", "Mend the file at the place named."),
        )
        return Catalogue(), [refusal(refused)]
    try:
        return Catalogue.model_validate_json(json.dumps(raw)), []
    except ValidationError as error:
        findings: list[Finding] = []
        for fault in error.errors():
            said = _FAULTS.get(fault["type"], text(fault["msg"], fault["msg"]))
            findings.append(
                Finding(
                    severity="error",
                    code="catalogue",
                    message=text(f"Danh mục sai: {said.vi}.", f"The catalogue is wrong: {said.en}."),
                    row=_named(raw, fault["loc"]),
                    column=".".join(str(part) for part in fault["loc"]),
                    value=str(fault["input"])[:200],
                    remedy=text("Sửa mục này.", "Mend this entry."),
                )
            )
        return Catalogue(), findings


def _named(raw: object, place: tuple[int | str, ...]) -> str | None:
    """Name the entry that a fault lies in: by its code, else by its number in the list, from 1."""
    match place:
        case (str(part), int(number), *_):
            found: Any = cast("Any", raw)[part][number]
            try:
                return str(found["code"])
            except (KeyError, TypeError):
                return str(number + 1)
        case _:
            return None


def _twice(read: Catalogue) -> list[Finding]:
    """Find what one file defines twice: which is meant is not ours to guess."""
    named: list[tuple[str, str]] = [("agency", agency.code) for agency in read.agencies]
    named += [("group", group.code) for group in read.groups]
    named += [("indicator", indicator.code) for indicator in read.indicators]
    named += [("outage", f"{outage.agency} {outage.started_at.isoformat()}") for outage in read.outages]
    return [
        Finding(
            severity="error",
            code="duplicate",
            message=text(f"“{code}” có {count} lần trong tệp.", f"“{code}” is in the file {count} times."),
            row=code,
            column=kind,
            value=code,
            remedy=text("Giữ lại một mục.", "Keep one of them."),
        )
        for (kind, code), count in Counter(named).items()
        if count > 1
    ]


def _dangling(connection: Connection, read: Catalogue) -> list[Finding]:
    """Find names that lead nowhere: neither in the file nor in the database."""
    known = {
        "group": {g.code for g in read.groups} | _codes(connection, "indicator_group"),
        "agency": {a.code for a in read.agencies} | _codes(connection, "agency"),
        "indicator": {i.code for i in read.indicators} | _codes(connection, "indicator"),
    }
    wanted = [(i.code, "group", i.group) for i in read.indicators]
    wanted += [(i.code, "agency", i.agency) for i in read.indicators]
    wanted += [(i.code, "indicator", other) for i in read.indicators for other in i.parts.values()]
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


def _circular(connection: Connection, read: Catalogue) -> list[Finding]:
    """Find indicators computed from themselves, at once or over others, be those in the file or in the database."""
    parts = {known.indicator.code: known.indicator.parts for known in entries(connection)}
    parts |= {indicator.code: indicator.parts for indicator in read.indicators}
    return [
        Finding(
            severity="error",
            code="circular",
            message=text(
                f"“{indicator.code}” được tính từ chính nó: {' → '.join([indicator.code, *way])}.",
                f"“{indicator.code}” is computed from itself: {' → '.join([indicator.code, *way])}.",
            ),
            row=indicator.code,
            column=place,
            value=other,
            remedy=text(
                f"Sửa {place}: nêu chỉ số không được tính từ “{indicator.code}”.",
                f"Mend {place}: name an indicator that is not computed from “{indicator.code}”.",
            ),
        )
        for indicator in read.indicators
        for place, other in indicator.parts.items()
        if (way := _way(parts, other, indicator.code)) is not None
    ]


def _way(parts: Mapping[str, Mapping[str, str]], start: str, end: str) -> list[str] | None:
    """Return the codes from one indicator to another that it is computed from, both included; None if it is not."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end:
            return way
        further = sorted(set(parts.get(way[-1], {}).values()) - seen)
        seen.update(further)
        ways += [[*way, code] for code in further]
    return None


def _codes(connection: Connection, table: str) -> set[str]:
    rows = connection.execute(sql.SQL("select code from {}").format(sql.Identifier("indicators", table)))
    return {str(code) for (code,) in rows.fetchall()}


def _aims(opened: OpenBatch, read: Catalogue, path: Path) -> list[Finding]:
    """Check the file's targets against the indicators just written, and write them if a batch is open."""
    if not read.targets:
        return []
    rows = tuple(
        Row(number, {name: str(getattr(aim, name)) for name in TARGETS} | {"value": Typed(repr(aim.value))})
        for number, aim in enumerate(read.targets, start=1)
    )
    sheet = Sheet(path.name, "targets", {name: name for name in TARGETS}, rows)
    targets, findings = check_targets(sheet, load_ground(opened.connection), {})
    if opened.id and not findings:
        write_targets(opened, targets)
    return findings


def _write(opened: OpenBatch, read: Catalogue, batch: int | None) -> None:
    groups = order_groups(opened.connection, [group.code for group in read.groups])
    places = order_indicators(opened.connection, [(i.code, i.group) for i in read.indicators])
    with opened.connection.cursor() as cursor:
        cursor.executemany(
            "insert into indicators.agency (code, name_vi, name_en, batch) values (%s, %s, %s, %s)"
            " on conflict (code) do update set name_vi = excluded.name_vi, name_en = excluded.name_en",
            [(a.code, a.name.vi, a.name.en, batch) for a in read.agencies],
        )
        cursor.executemany(
            "insert into indicators.indicator_group (code, position, name_vi, name_en, batch)"
            " values (%s, %s, %s, %s, %s) on conflict (code) do update set"
            " name_vi = excluded.name_vi, name_en = excluded.name_en",
            [(g.code, groups[g.code], g.name.vi, g.name.en, batch) for g in read.groups],
        )
        cursor.executemany(
            "update indicators.indicator_group set position = %s where code = %s and position <> %s",
            [(place, code, place) for code, place in groups.items()],
        )
        cursor.executemany(
            "insert into indicators.indicator (code, group_code, position, definition, batch)"
            " values (%s, %s, %s, %s, %s) on conflict (code) do update set"
            " group_code = excluded.group_code, definition = excluded.definition, batch = excluded.batch",
            [(i.code, i.group, places[i.code], i.model_dump_json(), batch) for i in read.indicators],
        )
        cursor.executemany(
            "update indicators.indicator set position = %s where code = %s and position <> %s",
            [(place, code, place) for code, place in places.items()],
        )
        # An outage is known by agency and beginning. A file from before its end was known does not open it again.
        cursor.executemany(
            "insert into indicators.source_outage as o (agency, started_at, ended_at, note_vi, note_en, batch)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (agency, started_at) do update set"
            " ended_at = coalesce(excluded.ended_at, o.ended_at), note_vi = excluded.note_vi,"
            " note_en = excluded.note_en, batch = excluded.batch",
            [(o.agency, o.started_at, o.ended_at, o.note.vi, o.note.en, batch) for o in read.outages],
        )
