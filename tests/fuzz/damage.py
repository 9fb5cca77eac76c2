"""What befalls a good file: bytes that are set, cut, said twice, or put in; and files of such pieces alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .cases import Case
from .good_files import good_files

Draw = Callable[..., Any]
Hit = tuple[str, int, int, bytes]
PIECES = [
    *(b"title,text,date\n", b'{"title": "', b'"text": "', b"[", b"]", b"{", b"}", b'"', b",", b";", b"\t", b"\n", b"\r\n"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"%PDF-1.7\n",
      b"\xff\xff\xff\xff"),
    *(b"<html><body><p>", b"</p>", b"<item><title>", b"<rss><channel>", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"]]>",
      b"<![CDATA["),
    *(b"{\\rtf1 ", b"LISBON: ", b"From a@b Mon Jan  1 00:00:00 2026\n", b"Subject: =?utf-8?q?=ff?=\n\n", b"WARC/1.0\r\n",
      b"<" * 200),
    *(b"26 February 2026", b"9" * 400, b"1e999", b"NaN", b"\\ud800", "\u202e\u200b\u00e9".encode(), b" " * 300,
      b"a" * 3000, b"{" * 900),
]  # fmt: skip
places = st.integers(0, 10_000)  # in ten thousandths of the file
hits: st.SearchStrategy[list[Hit]] = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "twice", "end", "in"]), places, st.integers(0, 400), st.binary(min_size=1,
        max_size=2) | st.sampled_from(PIECES)
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def struck(data: bytes, given: list[Hit]) -> bytes:
    for way, where, length, piece in given:
        at = where * len(data) // 10_000
        if way == "set":
            data = data[:at] + piece[:1] + data[at + 1 :]
        elif way == "cut":
            data = data[:at] + data[at + length :]
        elif way == "twice":
            data = data[:at] + data[at : at + length] * (2 + length % 7) + data[at:]
        elif way == "end":
            data = data[:at]
        else:
            data = data[:at] + piece + data[at:]
    return data


@st.composite
def damaged_files(draw: Draw) -> Case:
    name = draw(st.sampled_from(sorted(good_files())))
    return Case({name: struck(good_files()[name], draw(hits))})


@st.composite
def invented_files(draw: Draw) -> Case:
    suffix = draw(st.sampled_from(sorted({Path(name.removesuffix(".gz")).suffix for name in good_files()})))
    pieces = draw(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=30))
    return Case({f"a{suffix}{draw(st.sampled_from(['', '', '.gz']))}": b"".join(pieces)})
