"""What every command does: find the database, print the report, end with an honest status."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError

from gis_server.processes import AlreadyServingError, database, migrate_or_explain
from gis_server.say import say_error, say_report
from gis_server.settings import Settings
from layers.core.errors import GisError, RefusedError, UnavailableError
from layers.core.model import text
from layers.core.report import Report

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing, print the report.")]
Mapping = Annotated[str, typer.Option("--map", help="Which column holds what: code=MA_XA,name=TEN_XA,parent=MA_HUYEN")]


@contextmanager
def explained() -> Iterator[None]:
    """Turn domain errors into words and an exit status; nobody should read a stack trace for a misspelt column."""
    try:
        yield
    except AlreadyServingError as error:
        say_error(error)
    except RefusedError as error:
        report = getattr(error, "report", None)
        if isinstance(report, Report):
            say_report(report)
        else:
            say_error(error)
        raise typer.Exit(1) from error
    except GisError as error:
        say_error(error)
        raise typer.Exit(1) from error
    except psycopg.OperationalError as error:
        away = text("Không nối được cơ sở dữ liệu.", "The database cannot be reached.")
        remedy = text("Kiểm tra DATABASE_URL và máy chủ PostgreSQL.", "Check DATABASE_URL and the PostgreSQL server.")
        say_error(UnavailableError(away, value=str(error).strip().splitlines()[0], remedy=remedy))
        raise typer.Exit(1) from error
    except ValidationError as error:
        for problem in error.errors():
            say_error(GisError(text(str(problem["msg"]), str(problem["msg"])), value=problem.get("input")))
        raise typer.Exit(2) from error


@contextmanager
def connecting() -> Iterator[Callable[[], psycopg.Connection]]:
    """Lend a function that opens connections to the migrated database as its owner."""
    settings = Settings()
    with explained(), database(settings) as (urls, _cluster):
        migrate_or_explain(urls.owner, settings.layer_paths)
        yield lambda: psycopg.connect(urls.owner)


def finish(report: Report) -> None:
    """Print the report; a refused file ends with status 1."""
    say_report(report)
    if report.verdict in {"refused", "interrupted"}:
        raise typer.Exit(1)


def read_mapping(given: str) -> dict[str, str]:
    """Read `code=MA_XA,name=TEN_XA` into a dictionary.

    Raises:
        GisError: a pair without `=`, or a key twice.
    """
    pairs: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in given.split(","))):
        key, equals, column = pair.partition("=")
        if not equals or not key or not column or key in pairs:
            raise GisError(
                text("Không đọc được phần ghép cột.", "The column mapping cannot be read."),
                value=pair,
                remedy=text("Viết dạng khóa=cột, cách nhau bằng dấu phẩy.", "Write key=column, separated by commas."),
            )
        pairs[key.strip()] = column.strip()
    return pairs


def read_drops(given: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read each `COLUMN=VALUE` whole, whatever marks the value holds; a column may have several values.

    Raises:
        GisError: without `=`, or nothing on one side of it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for pair in given:
        column, _, value = (part.strip() for part in pair.partition("="))
        if not column or not value:
            raise GisError(
                text("Không đọc được --drop.", "--drop cannot be read."),
                value=pair,
                remedy=text(
                    "Viết --drop CỘT=GIÁ_TRỊ, mỗi giá trị một lần.", "Write --drop COLUMN=VALUE, once a value."
                ),
            )
        found[column] = (*found.get(column, ()), value)
    return found


def read_day(given: str) -> date:
    """Read an ISO date.

    Raises:
        GisError: the text is none.
    """
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise GisError(
            text("Không đọc được ngày.", "The date cannot be read."),
            value=given,
            remedy=text("Viết dạng 2025-07-01.", "Write it like 2025-07-01."),
        ) from error
