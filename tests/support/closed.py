"""A layer with a row, a field and a code that are closed to the public; each holds the word that must not come out."""

CANARY = "KIENHOANGYEN"
"""In a closed row's name, in a closed field of an open row, and in a closed row of another unit."""

LAYER = """
from layers.core.layer import Field, Hexes, Known, Layer, Restriction, Style, Table, TimeAxis
from layers.core.model import text

LAYERS = (
    Layer(
        id="guarded", family="guarded",
        title=text("Trạm gác", "Guarded posts"), description=text("Có dòng kín", "With closed rows"),
        geometry="point",
        source=Table(relation="public.guarded", geometry_3857="geom_3857", h3="h3_12"),
        fields=(
            Field(name="name", type="string", role="name", title=text("Tên", "Name")),
            Field(name="secret", type="string", title=text("Mật", "Secret"), access="police"),
            Field(name="weight", type="integer", title=text("Số", "Number")),
            Field(name="since", type="datetime", role="time", title=text("Từ", "Since")),
        ),
        style=Style(kind="circle"),
        time=TimeAxis(start="since"),
        hexes=Hexes(dimensions=("name", "secret"), measures=("weight",)),
        filters=("name", "secret", "weight"),
        search=("name", "secret"),
        restrict=Restriction(access="openness", unit="unit", agency="agency"),
        owner=text("Sở", "Department"), licence=text("Nội bộ", "Internal"),
    ),
)
"""

TABLE = f"""
create table public.guarded (
  id integer primary key, name text not null, secret text, weight integer, since timestamptz not null,
  openness text, unit integer, agency text,
  geom geometry(Point, 4326) not null, geom_3857 geometry(Point, 3857) not null, h3_12 bigint not null
);
insert into public.guarded
select n, case when n = 2 then '{CANARY} hai' else 'Trạm ' || n end, '{CANARY} ' || n, n,
  timestamptz '2026-05-01' + n * interval '1 day',
  case when n = 2 then 'police' end, n, case when n % 2 = 0 then 'ca' else 'nn' end, p, ST_Transform(p, 3857),
  x'08c65a1a6b1a5bff'::bigint
from generate_series(1, 4) n, ST_SetSRID(ST_MakePoint(109 + n * 0.001, 12), 4326) p;
"""
