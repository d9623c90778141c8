"""Lines that hold from one instant to another, by a tree of whole numbers, and a register; declared in a file alone."""

WORKS = 120
"""As many as the script below writes."""
HOLDING = 12
"""As many of them as hold at the sample's present."""
TABLES = """
create table public.work (
  id int primary key, name text not null, sort int not null, starts timestamptz not null, ends timestamptz,
  geom geometry(LineString, 4326) not null
);
insert into public.work
select n, 'Công trình ' || n, (array[1, 11, 12, 2, 3])[n % 5 + 1], at,
  case when n % 20 = 0 then null when n % 20 = 1 then timestamptz '2027-01-01' else at + interval '2 days' end,
  ST_SetSRID(ST_MakeLine(ST_MakePoint(109 + n / 1000.0, 12), ST_MakePoint(109 + n / 1000.0, 12.1)), 4326)
from generate_series(1, 120) n, lateral (select timestamptz '2025-01-01' + n * interval '3 days' as at) h;
create table public.permit (id int primary key, name text not null);
insert into public.permit select n, 'Giấy ' || n from generate_series(1, 3) n;
"""
LAYERS = """
from layers.core.layer import CodeItem, Field, Layer, List, Style, Table, TimeAxis
from layers.core.model import text

SORTS = (
    CodeItem(code=1, title=text("Đường", "Road"), color="#2b5f86"),
    CodeItem(code=11, parent=1, title=text("Cầu", "Bridge"), color="#c4441c"),
    CodeItem(code=12, parent=1, title=text("Hầm", "Tunnel")),
    CodeItem(code=2, title=text("Nước", "Water"), color="#1b7f79"),
    CodeItem(code=3, title=text("Điện", "Power"), color="#b86a00"),
)
OWN = {"owner": text("Phòng thử", "The test"), "licence": text("Công khai", "Public")}
NAME = Field(name="name", type="string", role="name", title=text("Tên", "Name"))
LAYERS = (
    Layer(
        id="works",
        family="works",
        title=text("Công trình", "Works"),
        description=text("Công trình đang làm.", "Works under way."),
        geometry="line",
        source=Table(relation="public.work"),
        fields=(
            NAME,
            Field(name="sort", type="integer", title=text("Loại", "Sort"), codes=SORTS),
            Field(name="starts", type="datetime", title=text("Từ", "From")),
        ),
        style=Style(kind="line", by="sort"),
        list=List(title="name", badge="sort"),
        time=TimeAxis(start="starts", end="ends"),
        filters=("sort", "name"),
        **OWN,
    ),
    Layer(
        id="permits",
        family="works",
        title=text("Giấy phép", "Permits"),
        description=text("Sổ giấy phép.", "A register of permits."),
        geometry=None,
        source=Table(relation="public.permit", geometry=None),
        fields=(NAME,),
        style=Style(kind="circle"),
        **OWN,
    ),
)
"""
