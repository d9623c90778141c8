"""A long layer with instants, a tree of codes and codes that are numbers, and a register: declared in a file alone."""

VISITS = 300_000
"""As many as the script below writes."""
TABLES = """
create table public.visit (
  id int primary key, name text not null, kind text, state int not null, height double precision,
  at timestamptz, geom geometry(Point, 4326) not null, geom_3857 geometry(Point, 3857) not null
);
insert into public.visit
select n, 'Lượt ' || lpad(n::text, 6, '0'),
  case when n % 10 = 9 then null else (array['junction', 'flow', 'order'])[n % 3 + 1] end,
  n % 4 + 1, (n % 1000) / 10.0, timestamptz '2026-05-20 03:00+00' - n * interval '5 minutes', p, ST_Transform(p, 3857)
from generate_series(1, 300000) n,
  lateral ST_SetSRID(ST_MakePoint(109 + (n % 100) / 1000.0, 12 + (n / 100 % 100) / 1000.0), 4326) p;
create index on public.visit (name, id);
create index on public.visit (at);
create index on public.visit using gist (geom_3857);
create table public.licence (id int primary key, name text not null, given date not null, state text not null);
insert into public.licence
select n, 'Giấy phép ' || n, date '2024-01-01' + n, (array['valid', 'ended'])[n % 2 + 1] from generate_series(1, 40) n;
"""
LAYERS = """
from layers.core.layer import CodeItem, Field, Layer, List, Style, Table, TimeAxis
from layers.core.model import text

KINDS = (
    CodeItem(code="traffic", title=text("Giao thông", "Traffic"), color="#2b5f86"),
    CodeItem(code="junction", parent="traffic", title=text("Nút giao", "Junction"), color="#2b5f86"),
    CodeItem(code="flow", parent="traffic", title=text("Đo lưu lượng", "Flow"), color="#4b8fb6"),
    CodeItem(code="order", title=text("An ninh", "Public order"), color="#7a4a9c"),
)
STATES = (
    CodeItem(code=1, title=text("Đang chạy", "Running"), color="#1b7f79"),
    CodeItem(code=2, title=text("Mất tín hiệu", "Lost"), color="#b3261e"),
    CodeItem(code=3, title=text("Đã báo", "Reported"), color="#b86a00"),
    CodeItem(code=4, title=text("Chưa đấu nối", "Not connected"), color="#6b7480"),
    CodeItem(code=5, title=text("Dừng theo kế hoạch", "Stopped by plan"), color="#8a9099"),
)
OWN = {"owner": text("Phòng thử", "The test"), "licence": text("Công khai", "Public")}
VISITS = Layer(
    id="visits",
    family="visits",
    title=text("Lượt ghi", "Visits"),
    description=text("Lượt ghi của máy.", "Visits of a machine."),
    geometry="point",
    source=Table(relation="public.visit", geometry_3857="geom_3857"),
    fields=(
        Field(name="name", type="string", role="name", title=text("Tên", "Name")),
        Field(name="kind", type="string", title=text("Loại", "Kind"), codes=KINDS),
        Field(name="state", type="integer", title=text("Trạng thái", "State"), codes=STATES),
        Field(name="height", type="number", decimals=1, unit=text("m", "m"), title=text("Chiều cao", "Height")),
        Field(name="at", type="datetime", title=text("Lúc", "At")),
    ),
    style=Style(kind="circle", by="state"),
    list=List(title="name", badge="state", sort="name"),
    time=TimeAxis(start="at", precision="minute"),
    filters=("state", "kind", "height", "name", "at"),
    simulated=True,
    **OWN,
)
LICENCES = Layer(
    id="licences",
    family="visits",
    title=text("Giấy phép", "Licences"),
    description=text("Sổ giấy phép.", "A register of licences."),
    geometry=None,
    source=Table(relation="public.licence", geometry=None),
    fields=(
        Field(name="name", type="string", role="name", title=text("Tên", "Name")),
        Field(name="given", type="date", title=text("Ngày cấp", "Given on")),
        Field(
            name="state",
            type="string",
            role="category",
            title=text("Tình trạng", "State"),
            codes=(
                CodeItem(code="valid", title=text("Còn hạn", "Valid")),
                CodeItem(code="ended", title=text("Hết hạn", "Ended")),
            ),
        ),
    ),
    style=Style(kind="circle"),
    filters=("state", "given"),
    **OWN,
)
LAYERS = (VISITS, LICENCES)
"""
