"""Bytes -> clean text: decoding, then mending what earlier programs broke. Every text of an article passes here once.

Nothing here drops words: what cannot be decoded becomes U+FFFD, and text that needs no mending comes back as it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from topics.articles.languages import load_language

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch
    from ftfy import TextFixerConfig

# Code pages met in news text, the commoner first: near ties of the detector are settled in this order.
CODE_PAGES = (
    "cp1252", "cp1250", "cp1251", "gb18030", "big5", "cp932", "euc_jp", "cp949",
    "cp1256", "cp1255", "cp1253", "cp1254", "koi8_r", "cp1257", "cp874",
)  # fmt: skip
SAMPLE_BYTES = 65_536  # what the detector is shown: more does not change its answer
# The code page in which a language was written, where the detector cannot tell it from Western European.
PAGE_OF_LANGUAGE = dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl", "bs", "sq"), "cp1250")
PAGE_OF_LANGUAGE |= {"tr": "cp1254", "az": "cp1254", "lt": "cp1257", "lv": "cp1257", "et": "cp1257"}
MESS_TIE, COHERENCE_TIE = 0.02, 0.1  # detector scores (0..1) closer than this say nothing

# Mojibake is two or more neighbours from the letters and signs of one-byte code pages; one of them alone is good text.
# Beside it: control characters, lone surrogates, ligatures, line separators, HTML entities.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ud800-\udfff\ufb00-\ufb06\ufeff\ufff9-\ufffd]"
    "|[\xc2\xc3\xe2] |[\xa0-\u04ff\u2010-\u2122\u2200-\u25ff\uf001-\uf002]{2}"
    "|&(?:#|[a-zA-Z]+[0-9]*;)"
)


def decode_text(data: bytes, fallback: str = "") -> str:
    """Decode bytes as UTF-8 or, where they are not UTF-8, in the likeliest older code page.

    Parameters
    ----------
    data
        A text without byte order mark of UTF-16 or UTF-32; one of UTF-8 is removed.
    fallback
        The code page to try after UTF-8. By default it is guessed from these bytes alone.

    Returns
    -------
    str
        The text; a byte that fits no encoding is U+FFFD.

    Examples
    --------
    >>> decode_text("Łódź".encode()), decode_text("Ein Café in Köln, später".encode("cp1252"))
    ('Łódź', 'Ein Café in Köln, später')
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        damaged = data.decode("utf-8", "replace").removeprefix("\ufeff")
    # One broken byte in a text full of good UTF-8 is damage, not another encoding.
    foreign = len(damaged) - len(damaged.encode("ascii", "ignore"))
    if foreign > 2 * damaged.count("\ufffd"):
        return damaged
    try:
        return data.decode(fallback or guess_encoding(data))
    except UnicodeDecodeError:
        return data.decode(guess_encoding(data), "replace")


def guess_encoding(data: bytes) -> str:
    """Guess the code page of bytes that are not UTF-8, by charset-normalizer; near ties go to the commoner one.

    Examples
    --------
    >>> guess_encoding("Президент заявил, что переговоры пройдут в четверг".encode("cp1251"))
    'cp1251'
    """
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data[:SAMPLE_BYTES], cp_isolation=list(CODE_PAGES), preemptive_behaviour=False))
    if not matches:
        return "cp1252"

    def is_near_best(match: CharsetMatch) -> bool:
        best = matches[0]
        return match.chaos <= best.chaos + MESS_TIE and match.coherence >= best.coherence - COHERENCE_TIE

    near = {name for match in filter(is_near_best, matches) for name in (match.encoding, *match.could_be_from_charset)}
    usual = next((name for name in CODE_PAGES if name in near), matches[0].encoding)
    if usual == "cp1252":
        written = PAGE_OF_LANGUAGE.get(load_language(data[:SAMPLE_BYTES].decode("cp1252", "replace")), usual)
        return written if written in near else usual
    return usual


def mend_text(text: str) -> str:
    r"""Mend mojibake, control characters, lone surrogates, HTML entities and line ends; compose accents (NFC).

    The mending is that of ftfy, line by line and only for lines that show a suspicious character, so the cost stays
    linear and plain text is returned unread. Quotation marks and full-width characters stay as the outlet set them.

    Examples
    --------
    >>> mend_text("The cafÃ© wasnâ€™t open\x07")
    'The café wasn’t open'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SUSPECT.search(text):
        text = "\n".join(_mend_line(line) if _SUSPECT.search(line) else line for line in text.split("\n"))
    return unicodedata.normalize("NFC", text)


def _mend_line(line: str) -> str:
    import ftfy

    return ftfy.fix_text(line, _mending())


@cache
def _mending() -> TextFixerConfig:
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html="auto", uncurl_quotes=False, fix_character_width=False, normalization=None, explain=False
    )
