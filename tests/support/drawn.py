"""Layers of every geometry to look at on the map, declared in one temporary file: points that look, lines, areas."""

from typing import Any

import h3
import psycopg
from psycopg import Connection

_cells: Any = h3
"""The library, whose functions do not say what they return."""
DRAWN = """
from layers.core.layer import CodeItem, Field, FieldOfView, Hexes, Layer, Style, Table, Tiles
from layers.core.model import text

COMMON = {"owner": text("Sở", "Department"), "licence": text("Công khai", "Public")}
NAME = Field(name="name", type="string", role="name", title=text("Tên", "Name"))
GRADE = Field(
    name="grade", type="integer", role="category", title=text("Cấp", "Grade"),
    codes=(CodeItem(code=1, title=text("Một", "One"), color="#b3261e"),
           CodeItem(code=2, title=text("Hai", "Two"), color="#2b5f86", pattern="hatch"),
           CodeItem(code=3, title=text("Ba", "Three"))),
)


def number(name, title):
    return Field(name=name, type="number", title=text(title, title))


LAYERS = (
    Layer(
        id="lookouts", family="lookouts", title=text("Chòi quan sát", "Lookouts"),
        description=text("Chòi nhìn về một phía", "Lookouts that face one way"), geometry="point",
        source=Table(relation="public.lookout", geometry_3857="geom_3857", h3="h3_12"),
        fields=(NAME, GRADE, number("towards", "Hướng"), number("wide", "Góc"), number("far_m", "Tầm"),
                number("hours", "Giờ")),
        style=Style(kind="symbol", by="grade", icon="binoculars"), icon="binoculars",
        view=FieldOfView(heading="towards", view_deg="wide", reach_m="far_m"),
        hexes=Hexes(dimensions=("grade",), measures=("hours",)), filters=("grade",), tiles=Tiles(budget=30),
        **COMMON,
    ),
    Layer(
        id="dykes", family="dykes", title=text("Đê", "Dykes"), description=text("Đê sông", "River dykes"),
        geometry="line", source=Table(relation="public.dyke", geometry_3857="geom_3857"), fields=(NAME, GRADE),
        style=Style(kind="line", by="grade"), filters=("grade",), **COMMON,
    ),
    Layer(
        id="polders", family="polders", title=text("Vùng", "Polders"), description=text("Vùng bảo vệ", "Polders"),
        geometry="polygon", source=Table(relation="public.polder", id="code", geometry_3857="geom_3857"),
        fields=(NAME, GRADE), style=Style(kind="fill", by="grade"), filters=("grade",), **COMMON,
    ),
)
"""

CENTRE = (109.2, 12.79)
TABLES = """
create table public.lookout (
  id integer primary key, name text, grade integer, towards double precision, wide double precision,
  far_m double precision, hours double precision, geom geometry(Point, 4326), geom_3857 geometry(Point, 3857),
  h3_12 bigint
);
create table public.dyke (
  id integer primary key, name text, grade integer, geom geometry(LineString, 4326),
  geom_3857 geometry(LineString, 3857)
);
create table public.polder (
  code text primary key, name text, grade integer, geom geometry(Polygon, 4326), geom_3857 geometry(Polygon, 3857)
);
insert into public.dyke
select n, 'Đê ' || n, n, line, ST_Transform(line, 3857) from generate_series(1, 3) n,
  ST_SetSRID(
    ST_MakeLine(ST_MakePoint(109.19, 12.784 + n * 0.002), ST_MakePoint(109.21, 12.784 + n * 0.002)), 4326
  ) line;
insert into public.polder
select 'VUNG-' || n, 'Vùng ' || n, n, area, ST_Transform(area, 3857) from generate_series(1, 3) n,
  ST_MakeEnvelope(109.180 + n * 0.008, 12.792, 109.188 + n * 0.008, 12.797, 4326) area;
"""
LOOKOUT = """
insert into public.lookout
select %(id)s, 'Chòi ' || %(id)s, %(grade)s, %(towards)s, %(wide)s, %(far_m)s, %(hours)s, p, ST_Transform(p, 3857),
  %(cell)s
from ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) p
"""


def fill(connection: Connection) -> None:
    """Make the tables: two lookouts at one place, one that does not say how wide it looks, and a cluster of others."""
    connection.execute(TABLES)
    lon, lat = CENTRE
    rows: list[tuple[float, float, int, float, float | None, float]] = [
        (lon, lat, 1, 90, 60, 160),
        (lon, lat, 2, 270, 90, 30),
        (lon - 0.005, lat - 0.003, 3, 0, None, 100),
    ]
    rows += [(lon + 0.02 + (n % 6) * 0.001, lat + (n // 6) * 0.001, 1 + n % 3, n * 10, 40, 80) for n in range(36)]
    rows += [(lon - 0.03, lat + 0.02, 2, 45, 70, 120)]
    for number, (east, north, grade, towards, wide, far_m) in enumerate(rows, 1):
        cell = int(_cells.latlng_to_cell(north, east, 12), 16)
        values = {"lon": east, "lat": north, "grade": grade, "towards": towards, "wide": wide, "far_m": far_m}
        connection.execute(LOOKOUT, {**values, "id": number, "hours": number / 2, "cell": cell})


def make_drawn(url: str) -> None:
    """Make the tables in a database."""
    with psycopg.connect(url) as connection:
        fill(connection)
