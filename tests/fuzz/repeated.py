"""The same thing again and again, within whatever opens and closes a format: what is long must not be slow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .cases import Case
from .damage import PIECES
from .good_files import good_files
from .tables import MARKS, WORDS
from .texts import LINES, RICH

Draw = Callable[..., Any]
SIZES = (20_000, 60_000)  # bytes
OPENINGS = (
    *(b"", b"Dam level falls\n\n", b"title,text\n", b'[{"title": "', b'{"title": "Dam", "text": "', b"<html><body>", b"{\\rtf1 "),
    b"<rss><channel>",
    *(b"From a@b Mon Jan  1 00:00:00 2026\nSubject: ", b"From: a@b\nMIME-Version: 1.0\nSubject: a\n\n"),
    *(b"WARC/1.0\r\n", b"<nitf><body>", b"1 of 1 DOCUMENT\n\nLENGTH: 9 words\n\nBODY:\n\n", b"Document 1 of 1\n\nFull text: "),
    *(b"HD a\nSN b\nPD 26 February 2026\nLP\n",),
)  # fmt: skip
SHORT = (
    *(b" ", b"\n", b" \n", b"\n\n", b"a", b"a ", b"A", b"A ", b"1", b"1 ", b"-", b"- ", b".", b". ", b",", b'"', b"'", b"("),
    *(b"[", b"<", b"&"),
    *(b"@", b"<p>", b"<div>", b"<a href=", b"<!--", b"</", b"\\'", b"\\u", b"{", b"}", b":", b"a:", b"a: ", b"/"),
    *(b"http://", b"www.", b"=?", b"=", b"=\n", b"26 February ", b"2026-", b"2026-02-26 ", b"10:00 ", b"(Reuters) - "),
    *(b"LONDON ", b"LONDON, ", b"By ", b"Re: ", b"[a] ", b"\t", b"\r", b"\xa0"),
)  # fmt: skip
pieces = (
    st.sampled_from(SHORT)
    | st.sampled_from(PIECES)
    | st.sampled_from(LINES + WORDS + RICH + MARKS).map(str.encode)
    | st.binary(min_size=1, max_size=4)
)


@st.composite
def repeated_files(draw: Draw) -> Case:
    suffix = draw(
        st.sampled_from(
            sorted({Path(name).suffix for name in good_files() if not name.endswith((".gz", ".zip", ".xz", ".bz2"))})
        )
    )
    piece = b"".join(draw(st.lists(pieces, min_size=1, max_size=3))) or b"a"
    size = draw(st.sampled_from(SIZES))
    end = draw(st.sampled_from([b"", b"", b"\n", b'"}', b"!", b"</body></html>", b"}"]))
    return Case({f"a{suffix}": draw(st.sampled_from(OPENINGS)) + piece * max(1, size // len(piece)) + end})
