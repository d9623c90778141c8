"""Cameras: fixed points with the way they look. Declared here and nowhere else."""

from layers.core.layer import CodeItem, Field, FieldOfView, Freshness, Hexes, Layer, List, Style, Table, Tiles
from layers.core.model import text

KINDS = (
    CodeItem(code="traffic", title=text("Giao thông", "Traffic"), color="#2b5f86", icon="road"),
    CodeItem(code="public_order", title=text("An ninh trật tự", "Public order"), color="#7a4a9c", icon="shield"),
    CodeItem(code="high_mounted", title=text("Gắn trên cao", "High-mounted"), color="#8a5a12", icon="radio-tower"),
    CodeItem(code="one_stop", title=text("Bộ phận một cửa", "One-stop office"), color="#1b7f79", icon="building-2"),
)

CAMERAS = Layer(
    id="cameras",
    family="cameras",
    title=text("Camera", "Cameras"),
    description=text(
        "Camera giao thông, an ninh trật tự, gắn trên cao và tại bộ phận một cửa, theo danh sách của đơn vị quản lý.",
        "Traffic, public-order, high-mounted and one-stop-office cameras, as listed by the bodies that run them.",
    ),
    geometry="point",
    source=Table(relation="cameras.camera", geometry_3857="geom_3857", h3="h3_12"),
    fields=(
        Field(name="code", type="string", role="code", title=text("Mã", "Code")),
        Field(name="name", type="string", role="name", title=text("Tên", "Name")),
        Field(name="kind", type="string", role="category", title=text("Loại", "Kind"), codes=KINDS),
        Field(name="owner", type="string", title=text("Đơn vị quản lý", "Run by")),
        Field(name="place", type="string", title=text("Vị trí", "Place")),
        Field(
            name="heading_deg",
            type="number",
            decimals=0,
            unit=text("độ", "degrees"),
            title=text("Hướng nhìn, theo chiều kim đồng hồ từ hướng bắc", "Heading, clockwise from north"),
        ),
        Field(
            name="view_deg",
            type="number",
            decimals=0,
            unit=text("độ", "degrees"),
            title=text("Góc nhìn", "Angle of view"),
        ),
        Field(name="reach_m", type="number", decimals=0, unit=text("m", "m"), title=text("Tầm nhìn", "Reach")),
        Field(name="installed_on", type="date", title=text("Ngày lắp đặt", "Installed on")),
    ),
    list=List(title="name", subtitle="place", badge="kind", sort="name"),
    style=Style(kind="symbol", by="kind", icon="cctv"),
    view=FieldOfView(heading="heading_deg", view_deg="view_deg", reach_m="reach_m"),
    tiles=Tiles(minzoom=6, maxzoom=16, budget=5_000),
    hexes=Hexes(dimensions=("kind", "owner")),
    freshness=Freshness(every_h=24 * 7, grace_h=24),
    filters=("kind", "owner"),
    search=("name", "code", "place"),
    owner=text("Đơn vị quản lý camera", "The bodies that run the cameras"),
    licence=text("Nội bộ tỉnh", "Internal to the province"),
    rail=text("Camera", "Cameras"),
    icon="cctv",
)

LAYERS = (CAMERAS,)
