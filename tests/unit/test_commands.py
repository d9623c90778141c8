"""The command line: what it prints, and what it keeps for later."""

import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from gis_server.bars import Bar, Lines, bar
from gis_server.say import ON_SCREEN
from layers.core.model import text
from layers.core.written import area, place, shown
from layers.store.batch import BatchSource, OpenBatch, run_batch
from layers.store.progress import Progress, Whole
from tests.support.desk import Desk, Row, cell
from tests.support.figures import catalogue, write_csv, write_json

ROOT = Path(__file__).resolve().parents[2]
MAP = "code=ma,name=ten,parent=cap_tren"


def _import(desk: Desk, rows: list[Row], *more: str) -> tuple[int, str]:
    path = desk.write(rows)
    return desk.command(
        "boundaries", "import", str(path), "--edition", "2020-01-01", "--level", "commune", "--map", MAP, *more
    )


@pytest.mark.parametrize(
    ("area_m2", "vi", "en"),
    [
        (9823.4, "9.823 m²", "9,823 m²"),
        (12_340, "1,23 ha", "1.23 ha"),
        (3_490_000, "3,49 km²", "3.49 km²"),
        (-25_000, "-2,5 ha", "-2.5 ha"),
    ],
)
def test_an_area_is_written_in_the_unit_that_fits_it(area_m2: float, vi: str, en: str) -> None:
    assert area(area_m2) == text(vi, en)


def test_a_place_keeps_its_decimal_commas_apart() -> None:
    assert place(109.05, 12.1) == text("109,05000; 12,10000", "109.05000, 12.10000")
    assert shown(1234.5) == text("1.234,5", "1,234.5")


def test_overlaps_and_gaps_are_printed_with_their_place_the_largest_first(desk: Desk) -> None:
    ring = shapely.difference(cell(0, 0.1, 0.199), cell(0.05, 0.15, 0.01, 0.01))
    rows: list[Row] = [
        ("90001", "Xã Một", "97", cell(0)),
        ("90002", "Xã Hai", "97", cell(0.0999)),
        ("90003", "Xã Ba", "97", ring),
    ]
    status, said = _import(desk, rows)
    lines = [line for line in said.splitlines() if line.startswith("warning")]
    assert status == 0
    assert re.fullmatch(r"warning · at 109\.05\d+, 12\.15\d+: A hole of 1\.2 km² in Xã Ba \(90003\)\.", lines[0]), lines
    assert re.fullmatch(r"warning · at 109\.09\d+, 12\.0\d+: .* overlap by 12\.\d+ ha\.", lines[1]), lines


def test_a_long_report_is_cut_and_says_where_the_whole_is(desk: Desk) -> None:
    desk.figures(write_json(desk.folder / "danh-muc.json", catalogue()))
    wrong = [("khong-co", "97", "2024-06", 1, "", "")] * (ON_SCREEN + 3)
    path = write_csv(desk.folder / "sai.csv", wrong)
    status, said = desk.command("indicators", "import", str(path))
    errors = [line for line in said.splitlines() if line.startswith("error")]
    assert (status, len(errors)) == (1, ON_SCREEN)
    told = re.search(r"… and 3 more\. The whole: gis-server (batches show \d+)", said)
    assert told is not None, said
    status, whole = desk.command(*told.group(1).split())
    assert (status, sum(line.startswith("error") for line in whole.splitlines())) == (0, ON_SCREEN + 3)
    assert "refused" in whole.splitlines()[-1]
    tried = desk.command("indicators", "import", str(path), "--dry-run")[1]
    assert tried.count("\nerror") + tried.startswith("error") == ON_SCREEN + 3, "no batch keeps it: not cut"


def test_batches_are_listed_the_newest_first_whatever_became_of_them(desk: Desk) -> None:
    def cut_short(_opened: OpenBatch) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(desk.connect, BatchSource("figures", "dang-do.csv", "1"), cut_short, desk.clock)
    assert _import(desk, [("90001", "", "97", cell(0))])[0] == 1
    status, said = desk.command("batches")
    assert status == 0
    listed = [re.split(r"\s{2,}", line.strip()) for line in said.splitlines()]
    assert [(state, source) for _, _, state, source in listed] == [
        ("refused", "xa.gpkg"),
        ("interrupted", "dang-do.csv"),
        ("applied", "tinh.gpkg"),
    ]
    assert {when for _, when, *_ in listed} == {"20/5/2026 10:00"}, "in the time of Viet Nam"
    assert len(desk.command("batches", "--last", "1")[1].splitlines()) == 1
    interrupted = desk.command("batches", "show", listed[1][0])[1]
    assert "nothing was applied" in interrupted
    assert "dang-do.csv: interrupted" in interrupted


def test_a_batch_that_is_not_there_is_named(desk: Desk) -> None:
    status, said = desk.command("batches", "show", "99")
    assert (status, "There is no such batch" in said, "99" in said) == (1, True, True)


def test_drop_may_name_a_column_several_times(desk: Desk) -> None:
    rows = ['90001,90002,full,"sai tỉnh, xem lại"', "90003,90004,full,cũ", "90005,90006,full,"]
    path = desk.list_(rows, "old,new,relation,flags")
    drops = ("--drop", "flags=sai tỉnh, xem lại", "--drop", "flags=cũ")
    status, said = desk.command("succession", "import", str(path), "--map", "old=old", *drops, "--dry-run")
    assert (status, "dropped 2" in said, "rows 1" in said) == (0, True, True)
    assert "column flags: sai tỉnh, xem lại" in said
    assert desk.command("succession", "import", str(path), "--map", "old=old", "--drop", "flags")[0] == 1


def test_a_taken_port_is_answered_with_the_command_that_was_typed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = {**os.environ, "GIS_PORT": str(port), "GIS_LANG": "en", "DATABASE_URL": "postgresql://nobody"}
        environment.pop("GIS_TYPED", None)
        program = str(Path(sys.executable).with_name("gis-server"))
        for typed, told in ((None, f"{program} up --demo"), ("make demo", "make demo")):
            given = environment if typed is None else {**environment, "GIS_TYPED": typed}
            done = subprocess.run(
                [program, "up", "--demo"], env=given, capture_output=True, text=True, check=False, cwd=ROOT
            )
            assert done.returncode == 1
            assert re.search(rf"GIS_PORT=\d+ {re.escape(told)}\n", done.stdout), done.stdout


def test_the_sample_does_not_come_into_a_database_with_a_provinces_own_data(desk: Desk) -> None:
    """As after the manual's own `export GIS_HOME=71`, and with DATABASE_URL set."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "DATABASE_URL": desk.url, "GIS_HOME": "71", "GIS_PORT": port, "GIS_LANG": "en"}
    program = str(Path(sys.executable).with_name("gis-server"))
    done = subprocess.run(
        [program, "up", "--demo"], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 1
    assert "This database holds a province's own data." in done.stdout + done.stderr
    assert desk.ask("select count(*) from boundaries.unit_version") == [(1,)]


class Told:
    """Keeps what a bar is told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, object]] = []

    def start(self, total: int, label: object) -> None:
        """Begin."""
        del label
        self.said.append(("start", total))

    def advance(self, count: int = 1) -> None:
        """Move on."""
        self.said.append(("advance", count))

    def name(self, piece: object) -> None:
        """Name a piece."""
        self.said.append(("name", getattr(piece, "en", "")))


def test_many_imports_share_one_bar_and_only_name_their_steps() -> None:
    told = Told()
    whole = Whole(told, 2, text("Nạp", "Loading"))
    for name in ("a.csv", "b.csv"):
        inner: Progress = whole.file(name)
        inner.start(7, text("Kiểm tra", "Checking"))
        inner.advance(7)
        whole.done()
    whole.grow(3)
    assert told.said == [
        ("start", 2),
        ("name", "a.csv"),
        ("name", "a.csv: Checking"),
        ("advance", 1),
        ("name", "b.csv"),
        ("name", "b.csv: Checking"),
        ("advance", 1),
        ("start", 5),
        ("advance", 2),
    ]


def test_without_a_terminal_a_bar_is_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with bar() as progress:
        assert isinstance(progress, Lines)
        whole = Whole(progress, 60, text("Loading", "Loading"))
        for i in range(60):
            whole.file(f"{i}.csv").start(3, text("Checking", "Checking"))
            whole.done()
    assert capsys.readouterr().out == "  Loading …\n"


_AT_A_TERMINAL = f"""
from gis_server.bars import bar
from layers.core.model import text
from layers.store.progress import Whole
with bar() as progress:
    assert type(progress).__name__ == {Bar.__name__!r}
    whole = Whole(progress, 60, text("Loading", "Loading"))
    for i in range(60):
        whole.file(f"{{i}}.csv").start(3, text("Checking", "Checking"))
        whole.done()
"""


def test_at_a_terminal_one_line_is_left() -> None:
    mine, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "GIS_LANG": "en"}
    with subprocess.Popen([sys.executable, "-c", _AT_A_TERMINAL], cwd=ROOT, env=environment, stdout=theirs) as process:
        os.close(theirs)
        said = b""
        while process.poll() is None or not said.endswith(b"\n"):
            try:
                said += os.read(mine, 65536)
            except OSError:  # the other end is closed
                break
    os.close(mine)
    assert process.returncode == 0
    assert said.count(b"\n") == 1, said[-600:]
    assert b"60/60" in said
