"""Hoàng Sa and Trường Sa: our own list of named points.

Every map and every export shows the two archipelagos as Vietnamese (Law 27/2018/QH14 on surveying and mapping).
Until a boundary import brings shapes, these points stand for them, to about 1 km.
"""

from layers.core.model import Model, Text, text


class NamedPoint(Model):
    """One island or reef; longitude and latitude in degrees of EPSG:4326."""

    name: str
    lon: float
    lat: float


class Archipelago(Model):
    """A named group of points; `short` is its name in an inset, `note` says whose unit it is since 1 July 2025."""

    key: str
    title: Text
    short: Text
    note: Text
    points: tuple[NamedPoint, ...]


def _points(*rows: tuple[str, float, float]) -> tuple[NamedPoint, ...]:
    return tuple(NamedPoint(name=name, lat=lat, lon=lon) for name, lat, lon in rows)


HOANG_SA = Archipelago(
    key="hoang-sa",
    title=text("Quần đảo Hoàng Sa (Việt Nam)", "Hoàng Sa Archipelago (Viet Nam)"),
    short=text("Hoàng Sa", "Hoàng Sa"),
    note=text("Đặc khu, TP. Đà Nẵng", "Special zone, Đà Nẵng"),
    points=_points(
        ("Đảo Hoàng Sa", 16.534, 111.607),
        ("Đảo Hữu Nhật", 16.507, 111.586),
        ("Đảo Duy Mộng", 16.464, 111.741),
        ("Đảo Quang Ảnh", 16.446, 111.509),
        ("Đảo Quang Hòa", 16.452, 111.709),
        ("Đảo Bạch Quy", 16.058, 111.767),
        ("Đảo Tri Tôn", 15.784, 111.201),
        ("Đảo Phú Lâm", 16.834, 112.339),
        ("Đảo Đá", 16.844, 112.349),
        ("Đảo Cây", 16.979, 112.270),
        ("Đảo Bắc", 16.964, 112.310),
        ("Đảo Trung", 16.955, 112.324),
        ("Đảo Nam", 16.947, 112.333),
        ("Đảo Linh Côn", 16.668, 112.730),
        ("Đá Bắc", 17.083, 111.500),
        ("Đá Chim Én", 16.340, 112.030),
        ("Đá Bông Bay", 16.040, 112.500),
    ),
)

TRUONG_SA = Archipelago(
    key="truong-sa",
    title=text("Quần đảo Trường Sa (Việt Nam)", "Trường Sa Archipelago (Viet Nam)"),
    short=text("Trường Sa", "Trường Sa"),
    note=text("Đặc khu, tỉnh Khánh Hòa", "Special zone, Khánh Hòa"),
    points=_points(
        ("Đảo Trường Sa", 8.644, 111.920),
        ("Đảo Trường Sa Đông", 8.935, 112.348),
        ("Đảo Phan Vinh", 8.968, 113.698),
        ("Đảo An Bang", 7.892, 112.920),
        ("Đảo Sinh Tồn", 9.886, 114.329),
        ("Đảo Sinh Tồn Đông", 9.905, 114.561),
        ("Đảo Nam Yết", 10.180, 114.366),
        ("Đảo Sơn Ca", 10.377, 114.480),
        ("Đảo Ba Bình", 10.377, 114.365),
        ("Đảo Loại Ta", 10.668, 114.423),
        ("Đảo Thị Tứ", 11.053, 114.284),
        ("Đảo Bến Lạc", 11.079, 115.022),
        ("Đảo Song Tử Tây", 11.429, 114.331),
        ("Đảo Song Tử Đông", 11.454, 114.354),
        ("Đảo Vĩnh Viễn", 10.733, 115.801),
        ("Đảo Bình Nguyên", 10.817, 115.823),
        ("Đá Lát", 8.667, 111.667),
        ("Đá Tây", 8.850, 112.220),
        ("Đá Châu Viên", 8.860, 112.840),
        ("Đá Thuyền Chài", 8.183, 113.310),
        ("Đá Chữ Thập", 9.550, 112.890),
        ("Đá Gạc Ma", 9.716, 114.277),
        ("Đá Cô Lin", 9.774, 114.254),
        ("Đá Len Đao", 9.780, 114.370),
        ("Đá Xu Bi", 10.920, 114.080),
        ("Đá Vành Khăn", 9.900, 115.530),
    ),
)

ARCHIPELAGOS = (HOANG_SA, TRUONG_SA)
