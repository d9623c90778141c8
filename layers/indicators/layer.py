"""Every indicator is a layer: one declaration a row of the catalogue."""

from psycopg import Connection

from layers.core.layer import CodeItem, Field, Freshness, Layer, Style, Table, Tiles, TimeAxis
from layers.core.model import text
from layers.indicators.catalogue import entries
from layers.indicators.indicator import Indicator

_EVERY_H = {"day": 24.0, "week": 168.0, "month": 744.0, "quarter": 2208.0, "year": 8784.0}
_STATUSES = (
    CodeItem(code="final", title=text("Chính thức", "Final")),
    CodeItem(code="provisional", title=text("Tạm tính", "Provisional")),
    CodeItem(code="withheld", title=text("Không công bố", "Withheld")),
    CodeItem(code="not_applicable", title=text("Không áp dụng", "Not applicable")),
)
_LEVELS = (
    CodeItem(code="province", title=text("Cấp tỉnh", "Province")),
    CodeItem(code="district", title=text("Cấp huyện", "District")),
    CodeItem(code="commune", title=text("Cấp xã", "Commune")),
)


def layers(connection: Connection) -> tuple[Layer, ...]:
    """Return one layer per indicator; its rows are the figures as supplied, on the shapes of their own time."""
    agencies = {
        str(code): text(vi, en)
        for code, vi, en in connection.execute("select code, name_vi, name_en from indicators.agency").fetchall()
    }
    return tuple(_layer(entry.indicator, agencies[entry.indicator.agency]) for entry in entries(connection))


def _layer(indicator: Indicator, owner: object) -> Layer:
    return Layer.model_validate(
        {
            "id": f"indicator-{indicator.code}",
            "family": "indicators",
            "title": indicator.name,
            "description": indicator.measure,
            "geometry": "polygon",
            "source": Table(
                relation="indicators.feature", geometry_3857="geom_3857", where={"indicator": indicator.code}
            ),
            "fields": _fields(indicator),
            "style": Style(kind="circle" if indicator.kind == "total" else "choropleth", by="value", color="seq"),
            "time": TimeAxis(start="period_start", end="period_end", kind="period", code="period"),
            "tiles": Tiles(minzoom=4, maxzoom=12),
            "freshness": Freshness(every_h=_EVERY_H[indicator.frequency], grace_h=24.0 * indicator.deadline_days),
            "filters": ("level", "period", "code", "uid", "status"),
            "owner": owner,
            "licence": text("Theo đơn vị cung cấp số liệu", "As given by the supplier of the figures"),
            "icon": "chart-column",
            "simulated": indicator.simulated,
        }
    )


def _fields(indicator: Indicator) -> tuple[Field, ...]:
    return (
        Field(name="unit", type="integer", role="unit", title=text("Số của đơn vị", "Number of the unit")),
        Field(name="uid", type="string", title=text("Mã định danh", "Public id")),
        Field(name="code", type="string", role="code", title=text("Mã", "Code")),
        Field(name="full_name", type="string", role="name", title=text("Đơn vị", "Unit")),
        Field(name="level", type="string", role="category", title=text("Cấp", "Level"), codes=_LEVELS),
        Field(name="period", type="string", role="time", title=text("Kỳ", "Period")),
        Field(
            name="value",
            type="number",
            role="value",
            title=indicator.name,
            unit=indicator.unit,
            decimals=indicator.decimals,
        ),
        Field(name="status", type="string", title=text("Tình trạng", "Status"), codes=_STATUSES),
        Field(name="note", type="string", title=text("Giải trình", "Note")),
        Field(name="received_at", type="datetime", title=text("Nhận lúc", "Received")),
        Field(name="period_start", type="date", title=text("Từ ngày", "From")),
        Field(name="period_end", type="date", title=text("Đến trước ngày", "Until before")),
    )
