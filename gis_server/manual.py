"""The manual: Markdown files of gis_server/docs as plain pages, in both languages, without a script."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from boundaries import fold
from layers.core.errors import NotFoundError
from layers.core.model import text
from layers.core.tables import Language

FOLDER = Path(__file__).parent / "docs"
ORDER = ("guide", "filters", "own-data", "operate", "settings", "problems", "add-a-layer", "architecture")
"""Of the index: first for whoever looks, then for whoever runs it, then for whoever changes it."""
_NAME = re.compile(r"[a-z0-9-]+")
_PAGE_LINK = re.compile(r'href="([a-z0-9-]+)(?:\.(?:vi|en))?\.md(#[^"]*)?"')
"""A link from file to file, as a reader of the repository follows it."""

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{max-width:46rem;margin:0 auto;padding:24px;font:16px/1.5 'Be Vietnam Pro',system-ui,sans-serif}}
body{{color:#1b2430;background:#fff}}
pre{{background:#f0eeea;padding:12px;overflow-x:auto;border-radius:6px}} code{{font-size:.92em}} img{{max-width:100%}}
table{{border-collapse:collapse}} td,th{{border-bottom:1px solid #e4e1da}}
td,th{{padding:4px 12px 4px 0;text-align:left;vertical-align:top}}
a{{color:#1f4fc4}} nav{{margin-bottom:24px}} nav a{{margin-right:12px}}
@media (prefers-color-scheme:dark){{
body{{color:#eef2f6;background:#151c24}} pre{{background:#222c37}} a{{color:#86a8ff}}
td,th{{border-color:#2a3541}}}}
</style></head><body><nav>{links}</nav><main>{content}</main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Manual:
    """A folder of `name.vi.md` and `name.en.md`; a page in one language only stands for both."""

    folder: Path = FOLDER

    def pages(self, language: Language) -> dict[str, Path]:
        """Return the pages by name, each in this language where there is one."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*.md")):
            name, _, ending = path.stem.partition(".")
            if ending in ("", language) or name not in found:
                found[name] = path
        return found

    def page(self, name: str, language: Language) -> str:
        """Write one page as HTML; `index` without a file of its own is the list of pages.

        Raises:
            NotFoundError: there is no such page.
        """
        pages = self.pages(language)
        if name not in pages and name != "index":
            raise NotFoundError(
                text("Không có trang tài liệu này.", "There is no such page of the manual."), value=name
            )
        source = pages[name].read_text(encoding="utf-8") if name in pages else _list(pages, language)
        other: Language = "en" if language == "vi" else "vi"
        links = (
            f'<a href="/">{_word("map", language)}</a><a href="/docs?lang={language}">{_word("manual", language)}</a>'
        )
        links += f'<a href="?lang={other}">{_word(other, language)}</a>'
        content = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
        content = _PAGE_LINK.sub(rf'href="/docs/\1?lang={language}\2"', content)
        return _PAGE.format(
            language=language, title=html.escape(_title(source)), links=links, content=_anchors(content)
        )


def _word(key: str, language: Language) -> str:
    words = {"map": text("Bản đồ", "Map"), "manual": text("Tài liệu", "Manual"), "vi": text("Tiếng Việt", "Tiếng Việt")}
    return getattr(words.get(key, text("English", "English")), language)


def _title(source: str) -> str:
    return next((line.lstrip("# ").strip() for line in source.splitlines() if line.startswith("#")), "GIS")


def _list(pages: dict[str, Path], language: Language) -> str:
    heading = {"vi": "# Tài liệu", "en": "# Manual"}[language]
    ordered = sorted(pages, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    lines = [f"- [{_title(pages[name].read_text(encoding='utf-8'))}](/docs/{name}?lang={language})" for name in ordered]
    return "\n".join([heading, "", *lines])


def _anchors(content: str) -> str:
    """Give headings an id, so that a problem's `type` leads to its paragraph."""

    def named(found: re.Match[str]) -> str:
        words = re.sub(r"<[^>]+>", "", found[2])
        return f'<h{found[1]} id="{html.escape("-".join(_NAME.findall(fold(words))))}">{found[2]}</h{found[1]}>'

    return re.sub(r"<h([1-4])>(.*?)</h\1>", named, content)
