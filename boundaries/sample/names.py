"""Names for units that do not exist: composed of common syllables, with the traps that real lists have."""

import numpy as np

PROVINCES = {"97": "Hải Lĩnh", "98": "Ninh Trạch", "99": "An Trường", "88": "Lâm Nguyên", "85": "Bình Sa"}
DISTRICTS = {
    "city": ("981", "thành phố", "Vân Trạch"),
    "town": ("982", "thị xã", "Tân Hải"),
    "plain": ("983", "huyện", "Diên Lộc"),
    "upland": ("984", "huyện", "Sơn Lĩnh"),
    "west": ("985", "huyện", "Ya Rông"),
    "island": ("986", "huyện", "Hải Vọng"),
    "far": ("987", "huyện", "Bạch Sa"),
    "lagoon": ("991", "thành phố", "Phan Lạc"),
    "south": ("992", "huyện", "Ninh Thạnh"),
    "highland": ("993", "huyện", "Đạ Sơn"),
}
"""Code, kind and name of each district, by its key in the drawing."""
RESERVED = {
    "plain": ("Hòa Khê", "Vĩnh Thạnh", "Lạc An", "Lạc Ân"),
    "south": ("Hoà Khê", "Vĩnh Thạnh", "Xuân Mỹ"),
    "town": ("Xuân My",),
    "highland": ("Ya Ma'Rông",),
    "west": ("Ia K'Lơi",),
}
"""Names that must occur: one name in both provinces, two told apart by tone placement or one mark only, apostrophes."""
FAR_COMMUNES = ("Bạch Sa Đông", "Bạch Sa Tây")
_FIRST = [
    "An",
    "Bình",
    "Cẩm",
    "Diên",
    "Đông",
    "Hòa",
    "Hưng",
    "Lạc",
    "Long",
    "Mỹ",
    "Nam",
    "Nghĩa",
    "Phú",
    "Phước",
    "Tân",
    "Tây",
    "Thanh",
    "Thạnh",
    "Thuận",
    "Tịnh",
    "Trung",
    "Trường",
    "Vĩnh",
    "Xuân",
]
_SECOND = [
    "Châu",
    "Điền",
    "Hải",
    "Hiệp",
    "Hội",
    "Khê",
    "Lâm",
    "Lộc",
    "Lợi",
    "Nhơn",
    "Phong",
    "Quang",
    "Sơn",
    "Thành",
    "Thắng",
    "Thịnh",
    "Thọ",
    "Trạch",
    "Yên",
    "Giang",
    "Hà",
    "Đức",
    "Tường",
    "Tiến",
    "Nguyên",
    "Dương",
]
_HILL_FIRST = ["Sơn", "Ya", "Đạ", "Ba", "Tà", "Ea", "Phước", "Krông"]
_HILL_SECOND = [
    "Nham",
    "Lơi",
    "Bri",
    "Mar",
    "Nhung",
    "Tơi",
    "Rêu",
    "Thia",
    "Bông",
    "Gia",
    "Lưu",
    "Trung",
    "Hiệp",
    "Khương",
    "Thượng",
    "Bác",
]
_DIRECTIONS = ("Đông", "Tây", "Nam", "Bắc", "Trung")


def full_name(kind: str, name: str) -> str:
    """Put the kind before the name, as official lists do."""
    return f"{kind[0].upper()}{kind[1:]} {name}"


def draw_names(rng: np.random.Generator, district: str, count: int, used: set[str]) -> list[str]:
    """Draw names for the communes of a district; none twice within `used`, which is added to."""
    hills = district in {"upland", "west", "highland"}
    first, second = (_HILL_FIRST, _HILL_SECOND) if hills else (_FIRST, _SECOND)
    names = list(RESERVED.get(district, ()))
    if not hills and count > 12:
        names.extend(f"{DISTRICTS[district][2].split()[0]} {direction}" for direction in _DIRECTIONS[:3])
    used.update(names)
    pool = [f"{a} {b}" for a in first for b in second]
    for index in (int(i) for i in rng.permutation(len(pool))):
        if len(names) >= count:
            break
        if pool[index] not in used:
            names.append(pool[index])
            used.add(pool[index])
    return names[:count]


def with_direction(name: str, used: set[str]) -> str:
    """A free name near the given one: "Đông Hòa Khê"."""
    return next(f"{d} {name}" for d in _DIRECTIONS if f"{d} {name}" not in used)
