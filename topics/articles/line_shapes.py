"""The shapes of lines in dumps, as patterns and word lists: counters, end marks, labels, bylines and their like.

Patterns only, every repetition bounded; what a match amounts to is said in `marks`. Those of furniture are beside.
"""

from __future__ import annotations

import re

DECORATED = re.compile(
    r"(?P<left>[=\-_*#~+—–<>|\s]{1,40})(?P<inner>[^=_*#~+<>|—–\s-].*?)(?P<right>[=\-_*#~+—–<>|\s]{2,40})?$"
)

# "Document 3 of 10", "3 of 10 DOCUMENTS", "[3/10]", "Article 3:", "#3"
COUNTER = re.compile(
    r"[\[(]?(?:(?:document|doc|article|story|item|record|text|report|news|result|dokument|artikel|documento|nr|no)\b\.?"
    r"\s?[#:]?\s?\d{1,6}(?:\s?(?:of|/|out of|von|de|sur)\s?\d{1,6})?"
    r"|\d{1,6}\s?(?:of|/|out of)\s?\d{1,6}(?:\s(?:documents?|articles?|stories|records?|items|results))?"
    r"|#?\d{1,4})[\])]?[.:]?",
    re.I,
)
OPENING = re.compile(r"(?:new|next|start|begin)\b.{0,20}", re.I)
TAG = re.compile(r"</?(?:doc|article|document|item|story|text|record|page|news)\b[^<>]{0,200}>", re.I)
# The same before a headline on its line: "3. Minister resigns", "Article 3: Minister resigns"
NUMBERED = re.compile(
    r"(?:[\[(]\d{1,4}(?:/\d{1,4})?[\])]|#\d{1,4}|\d{1,4}[.)]"
    r"|(?:document|article|story|item|news)\s#?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?\s?[.:)–—-])\s+(?=\S)",
    re.I,
)

END = re.compile(
    r"[\W_]{0,6}(?:end(?:s|e)?|end (?:of )?(?:the )?(?:document|article|story|text|report|item|message|record)"
    r"|-?30-?|eom|fin)[\W_]{0,6}",
    re.I,
)
CREDIT = re.compile(
    r"[\W_]{0,3}(?:©|\(c\)\s?\d{4}|copyright\b|all rights reserved|load-date\b|read or share this story"
    r"|contribut(?:ing|ors)\b|video journalist\b|as told to\b|(?:words|photographs?|interviews?) by\b"
    r"|(?:additional |further )?(?:reporting|editing|writing|edited|written|compiled|translated) (?:and \w+ )?by\b)",
    re.I,
)

# An address or a number alone on its line, and "... contributed to this report"
CONTACT = re.compile(r"\S{1,60}@\S{1,60}\.\w{2,10}|[+(]?\d[\d\s().-]{7,20}", re.I)
CONTRIBUTED = re.compile(r"\bcontributed to this (?:report|article|story)\b", re.I)

LABEL = re.compile(
    r"[*_#]{0,3}(?P<name>title|headline|head|subject|date|dated|published(?: (?:on|at))?|publication date|pubdate"
    r"|posted(?: (?:on|at))?|(?:last )?updated(?: (?:on|at))?|created|load-date|issued|source|sources|publisher"
    r"|publication|outlet|agency|via|site|byline|by-line|author|authors|writer|section|category|length|language|lang"
    r"|keywords?|tags?|topics?|country|type|id|url|link|permalink|dateline|place|location|body|text|content|full text"
    r"|article|story|summary|abstract|highlights|key points)[*_]{0,3}\s?(?:[:=]|\s[–—-]\s)[*_]{0,3}\s*",
    re.I,
)
TITLE_LABELS = frozenset({"title", "headline", "head", "subject"})
BODY_LABELS = frozenset({"body", "text", "content", "full text", "article", "story"})
SUMMARY_LABELS = frozenset({"summary", "abstract", "highlights", "key points"})
SOURCE_LABELS = frozenset({"source", "sources", "publisher", "publication", "outlet", "agency", "via", "site"})
PLACE_LABELS = frozenset({"dateline", "place", "location"})
DATE_LABELS = ("date", "publ", "post", "last", "upda", "crea", "load", "issu", "pubd")  # their first letters
OTHER_LABELS = frozenset(
    "byline by-line author authors writer section category length language lang country type id url link permalink "
    "keyword keywords tag tags topic topics".split()
)

BYLINE = re.compile(r"(?:by|par|von|por)\s(?=[^\W\d_])", re.I)
BULLET = re.compile(r"(?:[-–•*·▪◦‣►●○■□+]|&bull;)\s{1,4}(?=\S)|[•▪◦‣►●]\s?(?=\S)")
URL = re.compile(r"<?(?:https?://|www\.)\S{3,}>?", re.I)
AGENCY = re.compile(
    r"\W?(?:reuters|the associated press|associated press|ap|afp|agence france-presse|dpa|xinhua|tass|upi|bloomberg"
    r"|pa media|efe|ansa|anadolu(?: agency)?|interfax|kyodo)(?: news)?\W?",
    re.I,
)

DATE_OPENING = re.compile(
    r"[\[(]?(?:(?P<label>date|dated|published|posted|updated|pubdate)\b(?:\s(?:on|at))?\s?[:=]?\s?)?", re.I
)
AFTER_DATE = re.compile(r"(?P<close>[\])])?\s{0,3}(?P<delimiter>[:|–—-]{1,2})?\s{0,3}")
DATE_CLOSING = re.compile(r"\s{0,3}[(\[|–—,-]\s{0,3}$")
# Words that accompany a date on its line and name nothing.
MARK_WORDS = re.compile(
    r"\b(?:first |last |originally )?(?:published|posted|updated|modified|created|filed|date|on|at|time|edt|est|gmt|utc"
    r"|local time|a\.?m|p\.?m|\d{1,2}[:.]\d{2}|min(?:ute)? read|\d{1,2} min(?:ute)?s?)\b\.?",
    re.I,
)
SEPARATORS = re.compile(r"[\s|,;:()\[\]/•·–—-]+")

SENTENCE_END = re.compile(r"[a-zà-ÿ\d%)](?P<mark>[.!?])[”\"’')\]]*\s+[“\"‘'(]?[A-ZÀ-Þ]")
ABBREVIATION = re.compile(
    r"\b(?:(?:[A-Za-z]\.){2,}|(?:Inc|Corp|Co|Ltd|Jr|Sr|Dr|Mr|Mrs|Ms|St|No|vs|etc|Gov|Sen|Rep|Gen|Lt|Col|Sgt|Prof|Rev"
    r"|Mt|Ft)\.)"
)
CLOCK = re.compile(r"\W?\d{1,2}\s?[:.h]\s?\d{2}\s?(?:[ap]\.?m\.?)?\s?(?:[A-Z]{2,4})?\W?", re.I)
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
