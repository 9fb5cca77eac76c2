r"""Rich text (.rtf, often called .doc) -> its text, read as a dump or as the export it holds.

The library striprtf takes the markup away; what it leaves out of a document's text (headers, footers) is counted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from topics.articles.dump_rows import dump_items
from topics.articles.encodings import mend_text
from topics.articles.files import read_document
from topics.articles.rows import Item, Rejected, Remark

_ASIDE = re.compile(r"\{(?:\\\*)?\\(?:header|footer)[lrf]?(?![a-z])")
_BRACE = re.compile(r"\\[\\{}]|[{}]")


def read_rtf(path: Path) -> Iterator[Item]:
    """Read a document of rich text; lines mean paragraphs."""
    from striprtf import striprtf

    text_of: Callable[..., str] = partial(striprtf.rtf_to_text, errors="replace")
    data, problem = read_document(path)
    markup = data.decode("latin-1")  # rich text is ASCII; letters beyond it are written in codes
    if problem:
        yield Rejected(problem, 0)
    text = mend_text(text_of(markup))
    if text and not text.isspace():
        yield from dump_items(text, path.name)
    elif not problem:
        yield Rejected("the document holds no text", 0)
    aside = sum(len(text_of("{\\rtf1 " + group + "}").strip()) for group in _asides(markup))
    if aside:
        yield Remark(f"{aside:,} characters of headers and footers of the document were left out", 0, aside)


def _asides(markup: str) -> Iterator[str]:
    """Yield what stands in the groups of headers and footers, without the word that makes them such."""
    for match in _ASIDE.finditer(markup):
        depth = 1
        for brace in _BRACE.finditer(markup, match.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                yield markup[match.end() : brace.start()]
                break
        else:  # what is never closed holds all that follows
            return
