"""How much a line looks like a headline, from its length, its case and its punctuation.

Judges one line by itself. A subheading looks the same: whether an article begins there is decided in `cuts`.
"""

from __future__ import annotations

from topics.articles import line_shapes as shapes

LONGEST_HEADLINE = 220  # characters
# Likeness by the number of words: from none to four, then up to 16, 22 and 28.
SHORT_HEADLINES = (0.0, 0.2, 0.4, 0.6, 0.8)
LONG_HEADLINES = ((16, 1.0), (22, 0.75), (28, 0.4))
CAPITALS_WITH_STOP, STOP_INSIDE, QUESTION, IN_BRACKETS, IN_QUOTES = 0.7, 0.5, 0.85, 0.4, 0.6  # times that


def headline_likeness(text: str) -> float:
    """Say how much one line looks like a headline, 0 to 1, from its length, its case and its punctuation.

    Examples
    --------
    >>> headline_likeness("Port of Lisbon reopens after storm") > 0.8
    True
    >>> headline_likeness("The port reopened on Friday, officials said.")
    0.0
    """
    text = text.strip()
    if not text or len(text) > LONGEST_HEADLINE or text[-1] in ":;," or shapes.CLOCK.fullmatch(text):
        return 0.0
    first = text.lstrip("“\"‘'«([¿¡")[:1]
    if first.islower() or not first.isalnum():
        return 0.0
    # Scripts without spaces: two characters make about a word.
    count = len(shapes.WORD.findall(text)) + sum(c > "\u2e80" for c in text) // 2
    by_length = next((value for most, value in LONG_HEADLINES if count <= most), 0.0)
    shape = SHORT_HEADLINES[count] if count < len(SHORT_HEADLINES) else by_length
    return shape * _punctuation(text)


def _punctuation(text: str) -> float:
    """Return how well the stops fit: a full stop at the end is a sentence's, and one inside is rare in headlines."""
    plain = shapes.ABBREVIATION.sub("", text)
    bare = plain.rstrip("”\"’'»)] ")
    if bare.endswith((".", "。")) and not bare.endswith("..."):
        return CAPITALS_WITH_STOP if text.isupper() else 0.0
    inner = {match["mark"] for match in shapes.SENTENCE_END.finditer(plain)}
    if "." in inner:
        return STOP_INSIDE
    edges = text[0] + text[-1]
    aside = IN_BRACKETS if edges in ("()", "[]") else IN_QUOTES if edges in ('""', "“”") else 1.0
    return aside * (QUESTION if inner or bare[-1:] in ("?", "!") else 1.0)
