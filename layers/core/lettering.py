"""Vietnamese as it was written before Unicode: code page 1258, and the letters of TCVN3 (ABC) and VNI fonts.

The three share their bytes, so a byte alone tells nothing. What tells is the language: read in the wrong lettering, a
text falls apart into syllables that Vietnamese does not have. A text is taken only if one reading is sound and no other
comes near; otherwise it is refused with the names of the letterings it may be in.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable

from layers.core.errors import RefusedError
from layers.core.model import text

Convert = Callable[[str], str]
SOUND, UNSOUND = 0.9, 0.5
"""Share of sound syllables from which a reading is taken, and up to which another reading is out of the question."""

_TONES = _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301\u0300\u0309\u0303\u0323"
_TONE = re.compile(f"[{_TONES}]")
_ALPHABET = frozenset(
    letter
    for base in "AĂÂEÊIOÔƠUƯY"
    for tone in ("", *_TONES)
    for letter in (unicodedata.normalize("NFC", base + tone), unicodedata.normalize("NFC", base + tone).lower())
) | {"Đ", "đ"}
_SIGNS = frozenset("–—‘’“”…•°²³₫€\u00a0\ufeff")
"""What else than letters may stand above ASCII."""

_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvxfjwz]"
_OPEN = (
    "a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên ênh êu êng i ia im in inh iu iêm iên"
    " iêng iêu o oi om on ong oong oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo ô ôi ôm ôn ông ơ ơi ơm ơn"
    " u ua ui um un ung uân uâng uây uê uênh uơ uôi uôm uôn uông uy uya uyên uyn uyu uynh ư ưa ưi ưm ưn ưng ưu ươi ươm"
    " ươn ương ươu y yên yêu yêm ya ye yê yn ynh"
)
_CLOSED = (
    "ac ach ak ap at ăc ăk ăp ăt âc âk âp ât ec ek ep et êch êk êp êt ich ik ip it iêc iêk iêp iêt oc ok op ot ooc ook"
    " oac oach oap oat oăc oăk oăt oet ôc ôk ôp ôt ơp ơt ơk uc uk up ut uât uêch uôc uôk uôt uyt uyp uych uyêt ưc ưk ưt"
    " ươc ươk ươp ươt yt ych yêt"
)
_RIMES = {True: "|".join(_CLOSED.split()), False: "|".join(_OPEN.split())}
_SYLLABLES = {closed: re.compile(f"(?:{_ONSETS})?(?:{rimes})") for closed, rimes in _RIMES.items()}
_CLOSED_TONES = frozenset({"", _ACUTE, _DOT})
_WORDS = re.compile(r"[^\W\d_]+")

_WINDOWS = {code: sign for code in range(0x80, 0xA0) if (sign := bytes([code]).decode("cp1252", "ignore"))}
_TCVN3_FROM = 0xA1
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
"""The letters of the codes from A1 on; a point where there is none. Small letters with tones serve as capitals too."""
_TCVN3_BOTH = frozenset("ăâêôơưđ")
"""Those that have a capital of their own."""
_TCVN3_TABLE = {_TCVN3_FROM + place: letter for place, letter in enumerate(_TCVN3) if letter != "."}

_VNI_MARKS = {"â": "\u0302", "ê": "\u0306"} | {
    mark: roof + tone
    for roof, marks in (("", "ùøûõï"), ("\u0302", "áàåãä"), ("\u0306", "éèúüë"))
    for mark, tone in zip(marks, _TONES, strict=True)
}
"""VNI writes a vowel and a mark behind it: a tone, a circumflex or breve, or both at once."""
_VNI_ALONE = str.maketrans("íìæóòîñôöÍÌÆÓÒÎÑÔÖ", "íìỉĩịỵđơưÍÌỈĨỊỴĐƠƯ")
_VNI_PAIR = re.compile(
    r"([aeoôuöyAEOÔUÖY])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([íìæóòîñôöÍÌÆÓÒÎÑÔÖ])|([^\x00-\x7f])"
)
_UPPER_FROM = 2


def decode(content: bytes) -> tuple[str, str]:
    """Read a file's bytes as text and name its lettering.

    Raises:
        RefusedError: the bytes are not UTF-8, and no other lettering is certain.
    """
    if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return content.decode("utf-16"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        readings = _readings(content)
        sound, certain = _choose(readings)
        if certain:
            return readings[sound[0]], sound[0]
        raise _refused(content, error.start, sound or list(readings)) from error


def old_letters(words: Iterable[str]) -> tuple[str, Convert] | None:
    """Recognise Unicode text that shows TCVN3 or VNI only because of its font; return its name and what converts it."""
    whole = "\n".join({word for word in words if not word.isascii()})
    converters = {"TCVN3": _from_tcvn3, "VNI": _from_vni}
    readings = {"Unicode": whole} | {name: convert(whole) for name, convert in converters.items()}
    sound, certain = _choose(readings)
    return (sound[0], converters[sound[0]]) if certain and sound[0] in converters else None


def misread_utf8(words: Iterable[str]) -> bool:
    """Say whether these are UTF-8 letters that somebody read as Latin-1: `XÃ£ DiÃªn An`."""
    strange = [word for word in words if not word.isascii()]
    try:
        for word in strange:
            from_latin1(word)
    except UnicodeError:
        return False
    return bool(strange)


def from_latin1(word: str) -> str:
    """Read again as UTF-8 what was read as Latin-1.

    Raises:
        UnicodeError: it was not.
    """
    return word if word.isascii() else word.encode("latin-1").decode("utf-8")


def soundness(written: str) -> float | None:
    """Return the share of sound syllables among the words with letters above ASCII; None if other signs occur.

    A text without any such word is wholly sound.
    """
    written = unicodedata.normalize("NFC", written)
    if any(letter not in _ALPHABET and letter not in _SIGNS for letter in set(written) if not letter.isascii()):
        return None
    words = {word for word in _WORDS.findall(written) if not word.isascii()}
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


def _choose(readings: dict[str, str]) -> tuple[list[str], bool]:
    """Return the names of the readings that may be meant, and whether the first of them is certain."""
    shares = {name: share for name, written in readings.items() if (share := soundness(written)) is not None}
    near = [name for name, share in shares.items() if share > UNSOUND]
    certain = bool(near) and len({readings[name] for name in near}) == 1 and shares[near[0]] >= SOUND
    return near, certain


def _readings(content: bytes) -> dict[str, str]:
    raw = content.decode("latin-1").translate(_WINDOWS)
    readings = {"TCVN3": _from_tcvn3(raw), "VNI": _from_vni(raw)}
    try:
        return {"Windows-1258": unicodedata.normalize("NFC", content.decode("cp1258")), **readings}
    except UnicodeDecodeError:
        return readings


def _is_syllable(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(parts)
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", _TONE.sub("", parts))
    if _SYLLABLES[False].fullmatch(bare):
        return True
    return "".join(tones) in _CLOSED_TONES and _SYLLABLES[True].fullmatch(bare) is not None


def _from_tcvn3(raw: str) -> str:
    """Convert text whose characters are TCVN3 codes read as Windows' western ones."""
    foreign = {
        ord(letter): "\ufffd" for letter in _ALPHABET if not letter.isascii() and ord(letter) not in _TCVN3_TABLE
    }
    moved = raw.translate(foreign | _TCVN3_TABLE)
    return _WORDS.sub(lambda word: _capital(word.group()), moved)


def _capital(word: str) -> str:
    """TCVN3 has no capitals with tones: its capital fonts draw the small ones as such."""
    plain = [letter for letter in word if letter.isascii() or letter.lower() in _TCVN3_BOTH]
    capitals = sum(letter.isupper() for letter in plain)
    return word.upper() if capitals >= _UPPER_FROM and capitals == len(plain) else word


def _from_vni(raw: str) -> str:
    """Convert text whose characters are VNI codes read as Windows' western ones."""
    return _VNI_PAIR.sub(_vni_letter, raw)


def _vni_letter(found: re.Match[str]) -> str:
    base, mark, alone, other = found.groups()
    if other is not None:
        return other if other in _SIGNS else "\ufffd"
    if alone is not None:
        return alone.translate(_VNI_ALONE)
    return unicodedata.normalize("NFC", base.translate(_VNI_ALONE) + _VNI_MARKS[mark.lower()])


def _refused(content: bytes, start: int, names: list[str]) -> RefusedError:
    line = content.count(b"\n", 0, start) + 1
    either = ", ".join(names)
    return RefusedError(
        text(
            f"Tệp không phải UTF-8 (dòng {line}); có thể là {either}, nhưng không chắc chắn.",
            f"The file is not UTF-8 (line {line}); it may be {either}, but that is not certain.",
        ),
        value=content[start : start + 4].hex(" "),
        limit="UTF-8",
        remedy=text(
            "Chuyển tệp sang Unicode và lưu lại với mã UTF-8.", "Convert the file to Unicode and save it in UTF-8."
        ),
    )
