"""The sample's catalogue as one table: 22 groups, who answers for them, and what each indicator is and how it moves."""

from dataclasses import dataclass
from typing import Literal

Pattern = Literal["count", "ytd", "stock", "share", "index", "derived"]

AGENCIES: dict[str, tuple[str, str]] = {
    "so-tai-chinh": ("Sở Tài chính", "Department of Finance"),
    "thue": ("Thuế tỉnh", "Provincial Tax Office"),
    "thong-ke": ("Thống kê tỉnh", "Provincial Statistics Office"),
    "cong-an": ("Công an tỉnh", "Provincial Police"),
    "so-noi-vu": ("Sở Nội vụ", "Department of Home Affairs"),
    "bhxh": ("Bảo hiểm xã hội tỉnh", "Provincial Social Insurance"),
    "vp-ubnd": ("Văn phòng UBND tỉnh", "Office of the Provincial People's Committee"),
    "so-vhttdl": ("Sở Văn hóa, Thể thao và Du lịch", "Department of Culture, Sports and Tourism"),
    "so-khcn": ("Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    "so-nnmt": ("Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment"),
    "nhcsxh": ("Ngân hàng Chính sách xã hội tỉnh", "Bank for Social Policies, provincial branch"),
    "so-y-te": ("Sở Y tế", "Department of Health"),
    "so-gddt": ("Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    "so-tu-phap": ("Sở Tư pháp", "Department of Justice"),
}
"""Code → name in both languages; tax, statistics, police, insurance and the bank are bodies of the centre."""

GROUPS: dict[str, tuple[str, str]] = {
    "ngan-sach": ("Thu ngân sách", "Budget revenue"),
    "dau-tu-cong": ("Giải ngân đầu tư công", "Public investment disbursement"),
    "thue": ("Thuế", "Tax"),
    "grdp": ("Tổng sản phẩm trên địa bàn", "Gross regional product"),
    "dau-tu-xa-hoi": ("Đầu tư toàn xã hội", "Social investment"),
    "giao-thong": ("An toàn giao thông", "Traffic safety"),
    "lao-dong": ("Việc làm và an sinh xã hội", "Jobs and social welfare"),
    "bhxh": ("Bảo hiểm xã hội", "Social insurance"),
    "bhyt": ("Bảo hiểm y tế", "Health insurance"),
    "thu-tuc": ("Thủ tục hành chính", "Administrative procedures"),
    "bao-chi": ("Báo chí", "Press"),
    "phan-anh": ("Phản ánh của người dân", "Citizens' reports"),
    "de-an-06": ("Đề án 06", "Project 06"),
    "nong-thon-moi": ("Nông thôn mới", "New rural communes"),
    "chinh-sach": ("Tín dụng chính sách", "Social policy loans"),
    "y-te": ("Y tế", "Health"),
    "giao-duc": ("Giáo dục", "Education"),
    "du-lich": ("Du lịch", "Tourism"),
    "moi-truong": ("Môi trường", "Environment"),
    "nong-nghiep": ("Nông nghiệp và đất đai", "Agriculture and land"),
    "ho-tich": ("Hộ tịch", "Civil status"),
    "an-toan-thong-tin": ("An toàn thông tin", "Information security"),
}
"""In the province's own order."""

UNITS: dict[str, tuple[str, str]] = {
    "%": ("%", "%"),
    "tỷ": ("tỷ đồng", "billion VND"),
    "triệu": ("triệu đồng", "million VND"),
    "vụ": ("vụ", "accidents"),
    "người": ("người", "people"),
    "nghìn": ("nghìn người", "thousand people"),
    "phản ánh": ("phản ánh", "reports"),
    "hồ sơ": ("hồ sơ", "files"),
    "lượt": ("lượt", "stays"),
    "trẻ": ("trẻ", "children"),
    "hộ": ("hộ", "households"),
    "điểm": ("điểm", "points"),
    "tiêu chí": ("tiêu chí", "criteria"),
    "ha": ("ha", "ha"),
    "tấn": ("tấn", "tonnes"),
    "sự cố": ("sự cố", "incidents"),
    "bài": ("bài", "articles"),
    "giường": ("giường/vạn dân", "beds per 10,000"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """One indicator. `level`: per 1,000 people and month for counts, per head and year for money, % for shares.

    Attributes:
        growth: change a year, relative for amounts, in points for shares and indices.
        swing: size of the yearly season.
        covid: what was left of it in the worst months of 2021.
        spread: how much units differ, relative for amounts, in points for shares.
        own: whether districts and provinces send figures of their own.
    """

    code: str
    group: str
    name: tuple[str, str]
    measure: tuple[str, str]
    unit: str
    frequency: Literal["month", "quarter", "year"]
    pattern: Pattern
    agency: str
    level: float
    growth: float = 0.0
    swing: float = 0.0
    covid: float = 1.0
    spread: float = 0.35
    polarity: Literal["up_good", "down_good", "neutral"] = "up_good"
    tolerance: float = 5.0
    decimals: int = 0
    first: str = "2020"
    levels: tuple[str, ...] = ("province", "district", "commune")
    deadline_days: int = 10
    own: bool = False
    numerator: str | None = None
    denominator: str | None = None
    breaks: tuple[tuple[str, str, str], ...] = ()
    """Definition changes: first period, note in Vietnamese, note in English."""
    edges: tuple[float, float, float, float] | None = None
    clip: tuple[float, float] = (0.0, 1e9)


_CUM = ("Lũy kế từ đầu năm", "Cumulative since 1 January")
_PLAN = ("Lũy kế, % so với kế hoạch vốn cả năm", "Cumulative, % of the year's plan")
_MONTH = ("Trong tháng", "In the month")
_QUARTER = ("Trong quý", "In the quarter")
_YEAR = ("Trong năm", "In the year")
_END = ("Có đến cuối kỳ", "At the end of the period")
_RATE = ("Tỷ lệ trong kỳ", "Share in the period")
_PROVINCE = ("province",)
_NO_COMMUNES = ("province", "district")

SPECS: tuple[Spec, ...] = (
    Spec("giai-ngan-dau-tu-cong", "dau-tu-cong", ("Giải ngân đầu tư công", "Public investment disbursement"), _PLAN,
         "%", "month", "derived", "so-tai-chinh", 0, tolerance=1.5, decimals=1, own=True, numerator="von-giai-ngan",
         denominator="ke-hoach-von", edges=(16, 20, 24, 30), clip=(0, 130)),
    Spec("von-giai-ngan", "dau-tu-cong", ("Vốn đầu tư công đã giải ngân", "Public investment disbursed"), _CUM, "tỷ",
         "month", "ytd", "so-tai-chinh", 0.0062, 0.07, 0.0, 0.55, decimals=2, own=True),
    Spec("ke-hoach-von", "dau-tu-cong", ("Kế hoạch vốn đầu tư công", "Public investment plan"), ("Giao cho cả năm",
         "Given for the year"), "tỷ", "month", "derived", "so-tai-chinh", 0.0068, 0.07, polarity="neutral",
         decimals=2, own=True),
    Spec("thu-ngan-sach", "ngan-sach", ("Thu ngân sách trên địa bàn", "Budget revenue"), _CUM, "tỷ", "month", "ytd",
         "thue", 0.0088, 0.09, 0.1, 0.7, 0.6, decimals=2, deadline_days=5),
    Spec("thu-ngan-sach-du-toan", "ngan-sach", ("Thu ngân sách so với dự toán", "Revenue against the estimate"),
         ("Lũy kế, % dự toán cả năm", "Cumulative, % of the year's estimate"), "%", "quarter", "share", "thue", 58,
         0.8, 0, 0.9, 9, decimals=1, tolerance=2, clip=(5, 140), own=True, deadline_days=10),
    Spec("no-thue", "thue", ("Nợ thuế", "Tax owed"), _END, "tỷ", "quarter", "stock", "thue", 0.00052, 0.03,
         spread=0.6, polarity="down_good", decimals=2, deadline_days=15),
    Spec("hoa-don-dien-tu", "thue", ("Hộ kinh doanh dùng hóa đơn điện tử", "Businesses with e-invoices"), _RATE, "%",
         "quarter", "share", "thue", 32, 9.5, 0, 1, 9, decimals=1, tolerance=1, first="2022", clip=(0, 100), own=True,
         deadline_days=15),
    Spec("grdp", "grdp", ("Tốc độ tăng GRDP", "GRDP growth"), ("So với cùng kỳ", "Against the same period"), "%",
         "quarter", "index", "thong-ke", 7.2, 0.15, 0, 0.3, 0.8, decimals=2, tolerance=0.3, levels=_PROVINCE,
         own=True, deadline_days=6, clip=(-12, 18)),
    Spec("grdp-binh-quan", "grdp", ("GRDP bình quân đầu người", "GRDP per head"), ("Bình quân một người",
         "On average a head"), "triệu", "year", "index", "thong-ke", 58, 6.5, 0, 0.95, 6, decimals=1, tolerance=1,
         levels=_PROVINCE, own=True, deadline_days=60),
    Spec("dau-tu-toan-xa-hoi", "dau-tu-xa-hoi", ("Vốn đầu tư toàn xã hội", "Social investment"), _QUARTER, "tỷ",
         "quarter", "count", "thong-ke", 2.3, 0.08, 0.18, 0.75, 0.2, levels=_PROVINCE, own=True, deadline_days=6),
    Spec("tai-nan-giao-thong", "giao-thong", ("Tai nạn giao thông", "Traffic accidents"), _MONTH, "vụ", "month",
         "count", "cong-an", 0.052, -0.02, 0.22, 0.35, 0.3, polarity="down_good", tolerance=10, deadline_days=5),
    Spec("nguoi-chet-tai-nan", "giao-thong", ("Người chết vì tai nạn giao thông", "Deaths in traffic"), _QUARTER,
         "người", "quarter", "count", "cong-an", 0.011, -0.03, 0.15, 0.4, 0.3, polarity="down_good", tolerance=10,
         deadline_days=5),
    Spec("vi-pham-nong-do-con", "giao-thong", ("Vi phạm nồng độ cồn", "Drink-driving offences"), _QUARTER, "vụ",
         "quarter", "count", "cong-an", 0.35, 0.12, 0.1, 0.2, 0.4, polarity="neutral", tolerance=5, deadline_days=5),
    Spec("viec-lam-moi", "lao-dong", ("Lao động có việc làm mới", "People in new jobs"), _QUARTER, "người", "quarter",
         "count", "so-noi-vu", 1.25, 0.03, 0.2, 0.3, tolerance=2, deadline_days=15),
    Spec("viec-lam-moi-rong", "lao-dong", ("Lao động có việc làm mới (ngưỡng 10 %)",
         "People in new jobs (tolerance 10 %)"), _QUARTER, "người", "quarter", "derived", "so-noi-vu", 0,
         tolerance=10, deadline_days=15),
    Spec("ho-ngheo", "lao-dong", ("Hộ nghèo", "Poor households"), _END, "hộ", "year", "stock", "so-nnmt", 11, -0.11,
         spread=0.8, polarity="down_good", tolerance=3, deadline_days=30, breaks=(("2022",
         "Theo chuẩn nghèo đa chiều 2022–2025, không so được với các năm trước",
         "By the multidimensional poverty line of 2022–2025; not comparable with earlier years"), )),
    Spec("ty-le-ho-ngheo", "lao-dong", ("Tỷ lệ hộ nghèo", "Share of poor households"), _END, "%", "year", "share",
         "so-nnmt", 4.6, -0.55, 0, 1, 3.2, polarity="down_good", tolerance=0.3, decimals=1, clip=(0.2, 40), own=True,
         deadline_days=30, edges=(2, 4, 7, 12), breaks=(("2022",
         "Theo chuẩn nghèo đa chiều 2022–2025, không so được với các năm trước",
         "By the multidimensional poverty line of 2022–2025; not comparable with earlier years"), )),
    Spec("that-nghiep", "lao-dong", ("Tỷ lệ thất nghiệp", "Unemployment rate"), _RATE, "%", "quarter", "index",
         "thong-ke", 2.7, -0.08, 0, 1.6, 0.3, polarity="down_good", tolerance=0.2, decimals=2, levels=_PROVINCE,
         own=True, deadline_days=10, clip=(0.5, 12)),
    Spec("bao-phu-bhxh", "bhxh", ("Bao phủ bảo hiểm xã hội", "Social insurance coverage"), _END, "%", "quarter",
         "share", "bhxh", 33, 2.2, 0, 0.98, 6, decimals=1, tolerance=0.5, clip=(5, 95), own=True, deadline_days=20),
    Spec("no-bhxh", "bhxh", ("Chậm đóng bảo hiểm xã hội", "Overdue contributions"), _END, "tỷ", "quarter", "stock",
         "bhxh", 0.00009, 0.02, spread=0.6, polarity="down_good", decimals=2, deadline_days=20),
    Spec("bao-phu-bhyt", "bhyt", ("Bao phủ bảo hiểm y tế", "Health insurance coverage"), _END, "%", "quarter",
         "share", "bhxh", 88.5, 1.0, 0, 0.99, 4, decimals=1, tolerance=0.5, clip=(40, 99.9), own=True,
         deadline_days=20),
    Spec("ho-so-dung-han", "thu-tuc", ("Hồ sơ giải quyết đúng hạn", "Files settled on time"), _RATE, "%", "month",
         "share", "vp-ubnd", 93, 0.7, 0, 0.97, 4.5, decimals=1, tolerance=1, clip=(40, 100), own=True, first="2021",
         deadline_days=5, edges=(80, 88, 93, 97), breaks=(("2023-01",
         "Từ 1/2023 tính cả hồ sơ nộp trực tuyến toàn trình",
         "From January 2023 files handled wholly online count too"), )),
    Spec("ho-so-tiep-nhan", "thu-tuc", ("Hồ sơ tiếp nhận", "Files received"), _QUARTER, "hồ sơ", "quarter", "count",
         "vp-ubnd", 21, 0.06, 0.1, 0.5, polarity="neutral", deadline_days=5),
    Spec("hai-long", "thu-tuc", ("Chỉ số hài lòng của người dân", "Citizens' satisfaction index"), _YEAR, "điểm",
         "year", "index", "so-noi-vu", 81, 1.1, 0, 1, 3.5, decimals=1, tolerance=1, clip=(30, 100), own=True,
         deadline_days=60),
    Spec("bai-phan-anh-bao-chi", "bao-chi", ("Bài báo cần trả lời", "Articles that need an answer"), _MONTH, "bài",
         "month", "count", "so-vhttdl", 0.012, 0.02, 0.1, 0.9, 0.4, polarity="neutral", levels=_PROVINCE, own=True,
         deadline_days=5),
    Spec("tra-loi-bao-chi", "bao-chi", ("Trả lời báo chí đúng hạn", "Press answered on time"), _RATE, "%", "quarter",
         "index", "so-vhttdl", 86, 1.5, 0, 1, 3, decimals=1, tolerance=2, levels=_PROVINCE, own=True, clip=(30, 100)),
    Spec("phan-anh-1022", "phan-anh", ("Phản ánh của người dân", "Citizens' reports"), _MONTH, "phản ánh", "month",
         "count", "so-khcn", 0.42, 0.16, 0.12, 1.25, 0.5, polarity="neutral", tolerance=10, first="2021",
         deadline_days=5),
    Spec("phan-anh-dung-han", "phan-anh", ("Phản ánh xử lý đúng hạn", "Reports handled on time"), _RATE, "%",
         "quarter", "share", "so-khcn", 84, 1.8, 0, 0.95, 6, decimals=1, tolerance=2, first="2021", clip=(20, 100),
         own=True),
    Spec("truc-tuyen-toan-trinh", "de-an-06", ("Hồ sơ trực tuyến toàn trình", "Files handled wholly online"), _RATE,
         "%", "quarter", "share", "cong-an", 22, 10.5, 0, 1, 8, decimals=1, tolerance=2, first="2021", clip=(0, 100),
         own=True),
    Spec("dinh-danh-muc-2", "de-an-06", ("Người dân có định danh mức 2", "People with level-2 identity"), _END, "%",
         "quarter", "share", "cong-an", 24, 15, 0, 1, 6, decimals=1, tolerance=1, first="2022", clip=(0, 98),
         own=True),
    Spec("tieu-chi-ntm", "nong-thon-moi", ("Tiêu chí nông thôn mới đã đạt", "New rural criteria met"), _END,
         "tiêu chí", "year", "index", "so-nnmt", 13.5, 0.75, 0, 1, 2.6, levels=("commune", ), tolerance=0.5, clip=(3,
         19), deadline_days=45),
    Spec("du-no-chinh-sach", "chinh-sach", ("Dư nợ tín dụng chính sách", "Policy loans outstanding"), _END, "tỷ",
         "quarter", "stock", "nhcsxh", 0.0029, 0.09, spread=0.4, decimals=1, deadline_days=10),
    Spec("no-qua-han-chinh-sach", "chinh-sach", ("Nợ quá hạn tín dụng chính sách", "Policy loans overdue"), _RATE,
         "%", "year", "share", "nhcsxh", 0.42, -0.03, 0, 1.3, 0.2, polarity="down_good", decimals=2, tolerance=0.05,
         clip=(0.01, 4), own=True, deadline_days=30),
    Spec("kham-chua-benh", "y-te", ("Lượt khám bệnh tại trạm y tế", "Visits to health stations"), _QUARTER, "lượt",
         "quarter", "count", "so-y-te", 95, 0.02, 0.12, 0.6, deadline_days=10),
    Spec("sot-xuat-huyet", "y-te", ("Ca sốt xuất huyết", "Dengue cases"), _MONTH, "người", "month", "count",
         "so-y-te", 0.17, -0.02, 0.75, 0.5, 0.5, polarity="down_good", tolerance=10, deadline_days=5),
    Spec("giuong-benh", "y-te", ("Giường bệnh trên một vạn dân", "Hospital beds per 10,000"), _END, "giường", "year",
         "index", "so-y-te", 27, 0.7, 0, 1, 3, decimals=1, tolerance=0.5, levels=_NO_COMMUNES, own=True,
         deadline_days=30),
    Spec("truong-chuan-quoc-gia", "giao-duc", ("Trường đạt chuẩn quốc gia", "Schools at national standard"), _END,
         "%", "year", "share", "so-gddt", 54, 3.1, 0, 1, 12, decimals=1, tolerance=1, clip=(0, 100), own=True,
         deadline_days=45),
    Spec("hoc-sinh-bo-hoc", "giao-duc", ("Học sinh bỏ học", "Pupils who dropped out"), _YEAR, "người", "year",
         "count", "so-gddt", 0.075, -0.04, 0, 1.4, 0.6, polarity="down_good", tolerance=5, deadline_days=45),
    Spec("luot-khach", "du-lich", ("Lượt khách lưu trú", "Tourist stays"), _MONTH, "lượt", "month", "count",
         "so-vhttdl", 165, 0.11, 0.35, 0.03, 1.0, tolerance=5, deadline_days=5),
    Spec("cong-suat-phong", "du-lich", ("Công suất phòng", "Room occupancy"), _RATE, "%", "quarter", "share",
         "so-vhttdl", 44, 2.5, 0, 0.2, 9, decimals=1, tolerance=2, levels=_PROVINCE, clip=(2, 98), own=True),
    Spec("rac-thu-gom", "moi-truong", ("Rác sinh hoạt được thu gom", "Household waste collected"), _RATE, "%",
         "quarter", "share", "so-nnmt", 79, 1.9, 0, 0.98, 9, decimals=1, tolerance=1, clip=(10, 100), own=True,
         deadline_days=15),
    Spec("che-phu-rung", "moi-truong", ("Tỷ lệ che phủ rừng", "Forest cover"), _END, "%", "year", "share", "so-nnmt",
         44, 0.25, 0, 1, 17, polarity="up_good", decimals=1, tolerance=0.2, clip=(0, 95), own=True, deadline_days=45),
    Spec("thuy-san", "nong-nghiep", ("Sản lượng thủy sản", "Fish landed and farmed"), _QUARTER, "tấn", "quarter",
         "count", "so-nnmt", 7.2, 0.025, 0.25, 0.85, 0.9, tolerance=3, deadline_days=10),
    Spec("cap-giay-chung-nhan", "nong-nghiep", ("Cấp giấy chứng nhận đất lần đầu", "First land certificates"),
         _QUARTER, "hồ sơ", "quarter", "count", "so-nnmt", 0.5, 0.01, 0.15, 0.6, 0.5, deadline_days=15),
    Spec("dan-so", "ho-tich", ("Dân số", "Population"), _END, "người", "year", "stock", "thong-ke", 1000, 0.008,
         spread=0.0, polarity="neutral", tolerance=1, deadline_days=60),
    Spec("tre-sinh", "ho-tich", ("Trẻ được đăng ký khai sinh", "Births registered"), _MONTH, "trẻ", "month", "count",
         "so-tu-phap", 1.12, -0.015, 0.1, 0.8, 0.15, polarity="neutral", tolerance=5, deadline_days=25),
    Spec("su-co-an-toan-thong-tin", "an-toan-thong-tin", ("Sự cố an toàn thông tin",
         "Information security incidents"), _MONTH, "sự cố", "month", "count", "cong-an", 0.006, 0.1, 0.1, 1.0, 0.3,
         polarity="down_good", levels=_PROVINCE, own=True, deadline_days=5),
    Spec("he-thong-cap-do", "an-toan-thong-tin", ("Hệ thống được duyệt cấp độ", "Systems with an approved level"),
         _END, "%", "quarter", "index", "so-khcn", 38, 10, 0, 1, 4, decimals=1, tolerance=2, levels=_PROVINCE,
         own=True, clip=(0, 100)),
)  # fmt: skip
"""All indicators, in the order of their groups' table."""
