"""Text, or the language that a table names -> an ISO 639 code such as "en". The detector is loaded at its first use.

The answer rests on the text alone: the languages of the other articles never change it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

SHORTEST_TEXT = 20  # letters; below this the answer is mostly chance
READ_CHARS = 300  # of the text; 1,000 take three times as long and are right no more often
# Nats by which the languages named below lead the rarer ones: the evidence of a headline is not worth more, and without
# the lead one English headline in fifty is taken for Nigerian Pidgin.
HEAD_START = 12.0

# Code, ISO 639-2 codes, English and own names of the languages that news databases name.
_NAMED = """
am amh amharic|ar ara arabic العربية|bg bul bulgarian български|bn ben bengali bangla|ca cat catalan català
cs cze ces czech čeština|da dan danish dansk|de ger deu german deutsch|el gre ell greek ελληνικά|en eng english
es spa spanish español castilian|et est estonian eesti|fa per fas persian farsi dari|fi fin finnish suomi
fr fre fra french français|ha hau hausa|he heb hebrew iw עברית|hi hin hindi हिन्दी|hr hrv croatian hrvatski
hu hun hungarian magyar|hy arm hye armenian|id ind indonesian in|it ita italian italiano|ja jpn japanese 日本語
ka geo kat georgian|kk kaz kazakh|ko kor korean 한국어|lt lit lithuanian lietuvių|lv lav latvian latviešu
mk mac mkd macedonian|ms may msa malay|nl dut nld dutch nederlands flemish|no nor norwegian norsk
pl pol polish polski|pt por portuguese português|ro rum ron romanian română|ru rus russian русский
sk slo slk slovak slovenčina|sl slv slovenian slovene slovenščina|sq alb sqi albanian shqip
sr srp serbian српски srpski|sv swe swedish svenska|sw swa swahili kiswahili|ta tam tamil|th tha thai ไทย
tl tgl tagalog filipino fil|tr tur turkish türkçe|uk ukr ukrainian українська|ur urd urdu اردو|vi vie vietnamese
zh chi zho chinese mandarin 中文
""".strip().replace("\n", "|")
_CODES = {name: names.split()[0] for names in _NAMED.split("|") for name in names.split()}
_UNKNOWN = {"", "und", "mul", "zxx", "mis", "xx", "unk", "na", "nan", "none", "null"}
_TAG = re.compile(r"[a-z]{2,3}")
_SUBTAG = re.compile(r"[-_ ,;(/]")


def normalise_language(given: str) -> str:
    """Turn a language as tables give it ("en-US", "English", "eng") into its code; '' where it says nothing.

    Examples
    --------
    >>> [normalise_language(name) for name in ("en-US", "English", "eng", "und", "yo")]
    ['en', 'en', 'en', '', 'yo']
    """
    name = _SUBTAG.split(given.strip().casefold(), maxsplit=1)[0]
    if name in _UNKNOWN:
        return ""
    return _CODES.get(name) or (name if _TAG.fullmatch(name) else "")


def load_language(text: str) -> str:
    """Detect the language of a text from its first characters, by py3langid.

    Returns
    -------
    str
        ISO 639 code, or '' when the text has too few letters or letters of no language it knows.

    Examples
    --------
    >>> load_language("The harbour was closed on Friday after a storm."), load_language("Hm.")
    ('en', '')
    """
    opening = text[:READ_CHARS]
    if sum(map(str.isalpha, opening)) < SHORTEST_TEXT:
        return ""
    language, score = _identifier().classify(opening)
    return str(language) if score > _no_evidence() and language not in _UNKNOWN else ""


@cache
def _identifier() -> Any:
    from py3langid import langid

    # An identifier of its own: another program's py3langid.set_languages() must not change the answer.
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    named = np.isin(identifier.nb_classes, list(_CODES.values()))
    identifier.nb_pc = identifier.nb_pc + HEAD_START * named.astype(np.float32)
    return identifier


@cache
def _no_evidence() -> float:
    """Score that the detector gives to a text without any known feature."""
    return float(_identifier().classify("")[1])
