"""The ground: named points of the two archipelagos, and the administrative units of each level for plain clients."""

from layers.basemap.archipelagos import ARCHIPELAGOS
from layers.core.layer import CodeItem, Field, Layer, Style, Table, Tiles, TimeAxis
from layers.core.model import Text, text

STATE = text("Nhà nước", "The State")
LICENCE = text("Theo đơn vị cung cấp ranh giới", "As given by the supplier of the boundaries")

ARCHIPELAGO_POINTS = Layer(
    id="archipelagos",
    family="basemap",
    title=text("Quần đảo Hoàng Sa và Trường Sa", "Hoàng Sa and Trường Sa"),
    description=text(
        "Các đảo, đá có tên của hai quần đảo Hoàng Sa và Trường Sa của Việt Nam.",
        "The named islands and reefs of Viet Nam's Hoàng Sa and Trường Sa archipelagos.",
    ),
    geometry="point",
    source=Table(relation="basemap.archipelago_point", geometry_3857="geom_3857"),
    fields=(
        Field(name="name", type="string", role="name", title=text("Tên", "Name")),
        Field(
            name="archipelago",
            type="string",
            role="category",
            title=text("Quần đảo", "Archipelago"),
            codes=tuple(CodeItem(code=group.key, title=group.title) for group in ARCHIPELAGOS),
        ),
        Field(name="archipelago_name", type="string", title=text("Tên quần đảo", "Name of the archipelago")),
    ),
    style=Style(kind="circle", color="sea-ink"),
    filters=("archipelago",),
    search=("name",),
    owner=STATE,
    licence=text("Công khai", "Public"),
    icon="island",
)


def _units(level: str, title: Text, description: Text, minzoom: int) -> Layer:
    return Layer(
        id=f"units-{level}",
        family="basemap",
        title=title,
        description=description,
        geometry="polygon",
        source=Table(relation="basemap.unit", geometry_3857="geom_3857", where={"level": level}),
        fields=(
            Field(name="unit", type="integer", role="unit", title=text("Số của đơn vị", "Number of the unit")),
            Field(name="uid", type="string", title=text("Mã định danh", "Public id")),
            Field(name="code", type="string", role="code", title=text("Mã", "Code")),
            Field(name="full_name", type="string", role="name", title=text("Tên", "Name")),
            Field(name="kind", type="string", role="category", title=text("Loại", "Kind")),
            Field(name="parent_uid", type="string", title=text("Thuộc", "Within")),
            Field(name="valid_from", type="date", role="time", title=text("Từ ngày", "From")),
            Field(name="valid_to", type="date", title=text("Đến trước ngày", "Until before")),
            Field(name="area_km2", type="number", decimals=2, unit=text("km²", "km²"), title=text("Diện tích", "Area")),
            Field(name="legal_basis", type="string", title=text("Căn cứ pháp lý", "Legal basis")),
        ),
        style=Style(kind="line", color="border-province"),
        time=TimeAxis(start="valid_from", end="valid_to", kind="day"),
        tiles=Tiles(minzoom=minzoom, maxzoom=12),
        filters=("code", "uid", "kind", "parent_uid"),
        owner=STATE,
        licence=LICENCE,
        icon="borders",
    )


LAYERS = (
    ARCHIPELAGO_POINTS,
    _units(
        "province",
        text("Tỉnh, thành phố", "Provinces and cities"),
        text("Đơn vị hành chính cấp tỉnh, mọi thời kỳ.", "Units of province level, of every edition."),
        4,
    ),
    _units(
        "district",
        text("Huyện, quận (đến 30/6/2025)", "Districts (until 30 June 2025)"),
        text("Đơn vị hành chính cấp huyện trước ngày 1/7/2025.", "Units of district level, before 1 July 2025."),
        6,
    ),
    _units(
        "commune",
        text("Xã, phường, đặc khu", "Communes, wards and special zones"),
        text("Đơn vị hành chính cấp xã, mọi thời kỳ.", "Units of commune level, of every edition."),
        8,
    ),
)
