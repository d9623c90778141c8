"""Point 9: the view in the address, both languages, keyboard alone, every size and theme."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.chromium import lend
from tests.support.homes import Home
from tests.support.pages import DESKTOP, LAPTOP, PHONE, legend_counts, look_at, open_page, picture, read_table, rest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
# A unit's name begins with its kind, in Vietnamese in both languages; a sheet is called what its file calls it; a note
# is left as its supplier wrote it.
NAMED = re.compile(
    r"(Xã|Phường|Thị trấn|Huyện|Thị xã|Thành phố|Tỉnh|Đặc khu)\s|\.xlsx|^(Hoàng|Trường) Sa$|^Đính chính sau đối chiếu"
)
# A clipboard, a file and a language keep their own names; words of one or two letters say nothing.
KNOWN = {"csv", "esc", "en", "vi", "http", "https", "xlsx", "bao", "cao", "grdp", "covid", "qr", "html"}
TOUCH = 44.0
SMALL = (900, 700)
"""Where words alone are read, the map need not be large."""
TEXTS = """() => {
  const walk = document.createTreeWalker(document.querySelector('.frame'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (at.closest('.map, .crumbs, h1, .nm, .who, th[scope=row], .tip .h, style')) continue;
    texts.push(walk.currentNode.textContent.trim());
  }
  for (const el of document.querySelectorAll('.frame :is([aria-label], [title], [placeholder])')) {
    for (const key of ['aria-label', 'title', 'placeholder']) texts.push(el.getAttribute(key) ?? '');
  }
  return texts.filter((t) => t !== '');
}"""
SEEN = """() => [...document.querySelectorAll('.frame, .frame *')].filter((el) => !el.closest('.map'))
  .flatMap((el) => [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()))
  .filter((text) => text !== '').join(' | ')"""
LOOKS = pytest.mark.parametrize(
    ("size", "theme"),
    [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")],
    ids=["desktop-light", "desktop-dark", "phone-light", "phone-dark"],
)


def _views(home: Home) -> list[dict[str, str]]:
    """List views that together show most words of the page."""
    reasons = [
        {"i": case.indicator, "p": case.period, "u": case.unit} | ({"e": case.edition} if case.edition else {})
        for name, case in home.cases.items()
        if name in {"overdue", "stale", "not-due", "withheld", "did-not-exist", "source-down", "revised", "carried"}
    ]
    return [
        {"m": "value", "p": "2026-04"},
        {"m": "trend", "p": "2024-06", "layers": "lookouts"},
        {"m": "target", "p": "2026-04", "u": home.member.uid},
        {"g": "quarter", "i": "tai-nan-giao-thong"},
        {"g": "year", "i": "tai-nan-giao-thong"},
        {"t": "1", "p": "2026-04", "lv": "commune"},
        {"i": home.broken[0], "p": "2024-06"},
        *reasons,
    ]


def test_in_english_no_vietnamese_is_left_but_names_and_in_vietnamese_no_english(
    look: "Page", server: str, home: Home
) -> None:
    spoken: dict[str, set[str]] = {"vi": set(), "en": set()}
    for view in _views(home):
        for lang in ("en", "vi"):
            look_at(look, server, view, lang=lang, size=SMALL)
            look.wait_for_selector("[data-testid=provenance] dd, [data-testid=compare-panel] dd", state="attached")
            texts: list[str] = look.evaluate(TEXTS)
            assert not [text for text in texts if re.search(r"undefined|NaN|\[object|null", text)], (view, lang)
            spoken[lang] |= set(texts)
    assert [text for text in sorted(spoken["en"]) if VIETNAMESE.search(text) and not NAMED.search(text)] == []
    english = {
        word for text in spoken["en"] for word in re.findall(r"[a-z]{3,}", text.lower()) if not NAMED.search(text)
    }
    vietnamese = {word for text in spoken["vi"] for word in re.findall(r"[a-zà-ỹđ]+", text.lower())}
    # What both say is either the same in both languages, or was forgotten in one of them.
    shared = {text for text in spoken["vi"] & spoken["en"] if re.search(r"[A-Za-zÀ-ỹ]{3,}", text)}
    assert {text for text in shared if not _same_in_both(text)} == set()
    assert {"the", "and", "for", "with"} & english
    assert not {"the", "and", "for", "with", "figure", "period", "commune", "district"} & vietnamese


def _same_in_both(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return (
        NAMED.search(text) is not None or all(word in KNOWN for word in words) or bool(re.search(r"\.csv|\.xlsx", text))
    )


def test_the_copied_address_opens_the_same_view_in_another_browser(
    tab: "Page", browser: "Browser", server: str
) -> None:
    open_page(tab, server, i="tai-nan-giao-thong", p="2026-04", lang="en", theme="dark", layers="lookouts")
    tab.keyboard.press("2")
    tab.keyboard.press("ArrowLeft")
    tab.locator(".rk").first.click()
    tab.get_by_test_id("unit-panel").get_by_role("button", name="Copy link").click()
    expect(tab.get_by_role("button", name="Link copied")).to_be_visible()
    rest(tab)
    address: str = tab.evaluate("() => navigator.clipboard.readText()")
    assert address == tab.url
    elsewhere = lend(browser, LAPTOP, locale="en-GB")
    other = elsewhere.new_page()
    other.goto(address)
    other.wait_for_selector("[data-ready=true][data-indicator=tai-nan-giao-thong]")
    rest(other)
    for page in (tab, other):
        page.wait_for_selector("[data-testid=provenance] dd", state="attached")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator("html")).to_have_attribute("lang", "en")
    assert legend_counts(other) == legend_counts(tab)
    place = "() => [...window.__gis.map.getCenter().toArray(), window.__gis.map.getZoom()].map((n) => n.toFixed(2))"
    assert other.evaluate(place) == tab.evaluate(place)
    seen = other.evaluate(SEEN)
    elsewhere.close()
    assert seen == tab.evaluate(SEEN).replace("Link copied", "Copy link")


def test_the_keyboard_alone_does_every_deed_and_the_focus_is_seen(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p="2026-04")
    reached: list[str] = []
    for _ in range(120):
        tab.keyboard.press("Tab")
        name, outlined = tab.evaluate(
            """() => {
              const at = document.activeElement;
              const style = (el) => getComputedStyle(el);
              const drawn = (el) => style(el).outlineStyle !== 'none' && parseFloat(style(el).outlineWidth) > 0;
              const box = at.closest('.box, .strip');
              const frame = at.matches('canvas') ? getComputedStyle(at.closest('.map'), '::after') : null;
              const map = frame?.outlineStyle === 'solid';
              const { testid, coloring } = at.dataset;
              return [testid ?? coloring ?? at.getAttribute('aria-label') ?? at.textContent.trim(),
                at === document.body || map || drawn(at) || (box !== null && drawn(box))];
            }"""
        )
        assert outlined, f"the focus on {name!r} is not seen"
        reached.append(name)
        if name == "Kỳ số liệu":
            break
    wanted = {
        "Tìm kiếm",
        "edition",
        "indicator",
        "value",
        "trend",
        "target",
        "Chạy qua các kỳ",
        "Bảng số liệu",
        "Xuất tệp",
    }
    assert wanted <= set(reached) | {name for name in wanted if any(name in got for got in reached)}, reached
    tab.keyboard.press("Home")
    assert "t=2020-01" in tab.url
    tab.keyboard.press("End")
    tab.get_by_role("slider").evaluate("slider => slider.blur()")
    tab.keyboard.press("2")
    expect(tab.locator("[data-coloring=trend]")).to_have_attribute("aria-pressed", "true")
    tab.keyboard.press("/")
    tab.keyboard.type(home.searches[-1].typed)
    expect(tab.get_by_role("option").first).to_contain_text(home.searches[-1].name)
    tab.keyboard.press("Enter")
    expect(tab.get_by_test_id("found")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_test_id("found")).to_have_count(0)
    tab.keyboard.press("t")
    assert read_table(tab)
    tab.keyboard.press("Escape")
    expect(tab.get_by_test_id("table")).to_have_count(0)
    tab.get_by_role("button", name="Lớp").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    while not tab.evaluate("() => document.activeElement.matches('[type=checkbox]')"):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(tab.locator(".list :focus")).to_be_checked()
    assert "layers=" in tab.url
    tab.keyboard.press("Escape")
    expect(tab.locator(".list")).to_have_count(0)
    tab.keyboard.press("?")
    expect(tab.get_by_role("dialog")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_have_count(0)


@LOOKS
def test_home_and_unit_are_whole_at_every_size_and_theme(
    look: "Page", server: str, home: Home, size: tuple[int, int], theme: str
) -> None:
    failures: list[str] = []
    look.on("pageerror", lambda error: failures.append(str(error)))
    for name, view in (
        ("home", {"m": "trend", "p": "2026-04"}),
        ("unit", {"m": "trend", "p": "2026-04", "u": home.member.uid}),
        ("old", {"m": "value", "p": "2024-05", "u": home.way[1].uid}),
    ):
        look_at(look, server, view, size=size, theme=theme)
        expect(look.locator("html")).to_have_attribute("data-theme", theme)
        rest(look)
        assert look.locator(".map-overlay .names .name").count() > 0
        assert look.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(look.get_by_test_id("simulated")).to_have_text("dữ liệu mô phỏng")
        picture(look, f"{home.key}-{name}-{size[0]}-{theme}")
    assert failures == []


def test_on_a_small_laptop_the_ranking_can_be_reached_and_nothing_lies_over_anything(
    look: "Page", server: str, home: Home
) -> None:
    look_at(look, server, size=LAPTOP, m="trend", p="2026-01", e=home.editions[1], i="tai-nan-giao-thong")
    last = look.locator(".rk").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    boxes = [look.locator(part).first.bounding_box() for part in (".crumbs", ".search", "header .demo", ".pickbox")]
    ends = [(box["x"], box["x"] + box["width"]) for box in boxes if box is not None]
    assert len(ends) == len(boxes)
    assert all(one[1] <= other[0] for one, other in pairwise(ends)), ends
    picture(look, f"{home.key}-laptop")


def test_what_a_thumb_presses_on_the_phone_is_large_enough(look: "Page", server: str, home: Home) -> None:
    look_at(look, server, size=PHONE, m="trend", p="2026-04", u=home.member.uid)
    small: list[str] = look.eval_on_selector_all(
        ".phone button, .stepper button, .sheet button, .sheet a.btn",
        f"""all => all.map(b => [b.getAttribute('aria-label') ?? b.textContent, b.getBoundingClientRect()])
          .filter(([, r]) => r.width > 0 && (r.height < {TOUCH} || r.width < {TOUCH} - 8))
          .map(([name, r]) => `${{name}} ${{r.width}}x${{r.height}}`)""",
    )
    assert [name for name in small if "x28" not in name] == []  # the grip of the sheet is as wide as the screen
    expect(look.get_by_test_id("as-of")).to_contain_text("30/4/2026")


def test_the_phone_has_layers_time_and_the_table_whole(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, size=PHONE)
    tab.get_by_test_id("layers-chip").click()
    tab.get_by_role("checkbox").first.check()
    assert "layers=" in tab.url
    tab.get_by_role("button", name="Thời gian").click()
    tab.get_by_role("slider").fill("10")
    assert "t=2020-11" in tab.url
    look_at(tab, server, t="1", size=PHONE)
    table = tab.get_by_test_id("table").bounding_box()
    assert table is not None
    assert (table["width"], table["height"]) == PHONE
    picture(tab, f"{home.key}-phone-table")
