"""Files of figures as people send them: headings, kinds, numbers and old letterings."""

import unicodedata
from pathlib import Path

import pytest
import xlsxwriter

from layers.core.errors import RefusedError
from layers.core.lettering import decode, old_letters, soundness
from layers.indicators.intake.reading import Sheet, Typed, read_sheets

HEADINGS = "Mã chỉ số;Đơn vị;Kỳ số liệu;Giá trị;Trạng thái;Ghi chú"
NOTE = "Nhà thầu chậm nghiệm thu, đã đôn đốc; phường Vĩnh Hải bổ sung vốn"
PARAGRAPH = f"{HEADINGS}\ntai-nan;90001;2024-06;1.234,5;tạm tính;“{NOTE}”\nĐẶC KHU TRƯỜNG SA – Ủy ban, ỷ, ỳ, ỹ, ĩ, ẵ"


def _sheet(path: Path) -> Sheet:
    (sheet,), findings = read_sheets(path)
    assert findings == []
    return sheet


def _cp1258(written: str) -> bytes:
    """Write as Windows does: the tone behind its letter where there is no letter with both."""
    found = b""
    for letter in unicodedata.normalize("NFC", written):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone))
        found += (base + tone).encode("cp1258")
    return found


def _tcvn3(written: str) -> bytes:
    """Write in TCVN3 by the mother standard, TCVN 5712, whose small letters it has."""
    small = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđĂÂÊÔƠƯĐ"
    codes = (
        "B5B6B7B8B9BBBCBDBEC6C7C8C9CACBCCCECFD0D1D2D3D4D5D6D7D8DCDDDEDFE1E2E3E4E5E6E7E8E9"
        "EAEBECEDEEEFF1F2F3F4F5F6F7F8F9FAFBFCFDFEA8A9AAABACADAEA1A2A3A4A5A6A7"
    )
    table = dict(zip(small, bytes.fromhex(codes), strict=True))
    signs = {letter: letter.encode("cp1252") for letter in "–“”"}
    return b"".join(
        bytes([table[low]]) if (low := letter if letter in table else letter.lower()) in table
        else signs.get(letter) or letter.encode("ascii")
        for letter in unicodedata.normalize("NFC", written)
    )  # fmt: skip


def _vni(written: str) -> bytes:
    """Write in VNI: the vowel, then its mark."""
    alone = dict(zip("íìỉĩịỵđơư", "íìæóòîñôö", strict=True))
    marks = {"": "ùøûõï", "\u0302": "áàåãä", "\u0306": "éèúüë"}
    tones = "\u0301\u0300\u0309\u0303\u0323"
    found = ""
    for letter in unicodedata.normalize("NFC", written):
        low = letter.lower()
        parts = unicodedata.normalize("NFD", low)
        tone = next((part for part in parts if part in tones), "")
        roof = next((part for part in parts if part in "\u0302\u0306"), "")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in {tone, roof}))
        if low in alone:
            made = alone[low]
        elif tone:
            made = alone.get(base, base) + marks[roof][tones.index(tone)]
        else:
            made = base + {"": "", "\u0302": "â", "\u0306": "ê"}[roof] if roof else alone.get(base, base)
        found += made.upper() if letter != low else made
    return found.encode("cp1252")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_whichever_way_it_is_written(encoding: str) -> None:
    written, lettering = decode(PARAGRAPH.encode(encoding))
    assert written == PARAGRAPH
    assert lettering.startswith("UTF")


def test_code_page_1258_is_read_with_its_tones_joined() -> None:
    assert decode(_cp1258(PARAGRAPH)) == (PARAGRAPH, "Windows-1258")


def test_vni_is_read_by_its_letters_and_marks() -> None:
    assert decode(_vni(PARAGRAPH)) == (PARAGRAPH, "VNI")


def test_tcvn3_is_read_and_gives_words_in_capitals_back_theirs() -> None:
    """A lone small letter with a tone at the head of a word stays small: its font drew it so, the bytes do not tell."""
    written, lettering = decode(_tcvn3(PARAGRAPH))
    assert lettering == "TCVN3"
    assert written == PARAGRAPH.replace("Ủy", "ủy")


@pytest.mark.parametrize("content", ["Ghi chú".encode("cp1258"), "café brûlé".encode("latin-1"), b"\x00\xff\xfa\x81"])
def test_bytes_that_may_be_several_letterings_are_refused_by_their_names(content: bytes) -> None:
    """Guessing would misspell names in silence."""
    with pytest.raises(RefusedError) as refused:
        decode(content)
    assert "1258" in refused.value.detail.vi or "TCVN3" in refused.value.detail.vi
    assert refused.value.limit == "UTF-8"
    assert refused.value.remedy is not None


def test_old_letters_in_unicode_are_recognised_and_proper_vietnamese_is_left() -> None:
    """A workbook in a TCVN3 font holds its codes as western letters."""
    found = old_letters(["B¶o Th¾ng", "M­êng Kh­¬ng", "plain"])
    assert found is not None
    assert (found[0], found[1]("M­êng Kh­¬ng")) == ("TCVN3", "Mường Khương")
    assert old_letters([NOTE, "Đắk Lắk"]) is None
    assert old_letters(["plain"]) is None
    assert old_letters(["Curaçao", "São Tomé"]) is None


def test_soundness_knows_syllables() -> None:
    assert soundness("nghiêng quốc khuỷu giếng yêu oằn") == 1
    assert soundness("hàt") == 0, "a syllable that ends in t has no falling tone"
    assert soundness("h¶t") is None


def test_vietnamese_headings_are_understood_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("MA CHI SO;don vi;Kỳ;Số  liệu\ntai-nan;90001;2024-06;5\n\n;;;\ntai-nan;90002;2024-06;6\n", "utf-8")
    sheet = _sheet(path)
    assert sheet.headings["value"] == "Số liệu".replace(" ", "  ")
    assert [row.number for row in sheet.rows] == [2, 5], "rows keep the numbers that the file's own program shows"
    assert sheet.rows[1].cells["unit"] == "90002"


def test_an_old_lettering_in_a_file_is_named_by_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_tcvn3(PARAGRAPH))
    sheet = _sheet(path)
    assert sheet.lettering == "TCVN3"
    assert sheet.headings["value"] == "Giá trị"
    assert sheet.rows[0].cells["status"] == "tạm tính"


def test_a_workbook_gives_every_sheet_of_figures_and_typed_numbers(tmp_path: Path) -> None:
    """A number that the workbook holds as such is never taken for a grouped one."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, value in (("Tháng 5", 12.345), ("Tháng 6", "12,5")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Chỉ số", "Đơn vị", "Kỳ", "Giá trị"])
            sheet.write_row(1, 0, ["tai-nan", 90001, "2024-06", value])
    (first, second), findings = read_sheets(path)
    assert findings == []
    assert (first.name, second.name) == ("Tháng 5", "Tháng 6")
    assert first.rows[0].cells["unit"] == "90001"
    assert isinstance(first.rows[0].cells["value"], Typed)
    assert first.rows[0].cells["value"] == "12.345"
    assert not isinstance(second.rows[0].cells["value"], Typed)
    assert second.place(2) == "Tháng 6!2"


def test_a_sheet_that_is_passed_over_is_named_unless_it_is_empty(tmp_path: Path) -> None:
    """A mistyped heading must not lose a month in silence because another sheet is good."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, heading in (("Tháng 5", "Giá trị"), ("Tháng 6", "Giá tri thực hiện")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Chỉ số", "Đơn vị", "Kỳ", heading])
            sheet.write_row(1, 0, ["tai-nan", 90001, "2024-06", 5])
        book.add_worksheet("Sheet3")
        book.add_worksheet("Sheet4").write_blank(3, 3, None, book.add_format({"bold": True}))
    (sheet,), (finding,) = read_sheets(path)
    assert sheet.name == "Tháng 5"
    assert (finding.severity, finding.code, finding.row) == ("warning", "sheet-passed-over", "Tháng 6!1")
    assert finding.value == "Chỉ số; Đơn vị; Kỳ; Giá tri thực hiện"
    assert "“Tháng 6”" in finding.message.vi
    assert finding.remedy is not None
    assert "indicator, unit, period, value" in finding.remedy.vi


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF"),
        ("a.csv", b"a;b\n1;2\n"),
        ("a.csv", b""),
        ("a.xlsx", b"not a workbook"),
        ("a.csv", "chỉ số;đơn vị;kỳ;giá trị;số liệu\n".encode()),
    ],
)
def test_a_file_that_is_no_table_of_figures_is_refused_with_a_remedy(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        read_sheets(path)
    assert refused.value.value is not None
    assert refused.value.remedy is not None
