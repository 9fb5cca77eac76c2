"""The markup of a page -> its tree and its visible text, paragraph by paragraph: the ground under every format made of HTML.

Linear in the length of the markup, however broken or nested it is. Nothing is fetched and no external entity is resolved.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Collection
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HIDDEN = frozenset({
    "title", "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video",
    "select", "option", "datalist", "textarea",
})  # fmt: skip
AROUND = frozenset({"nav", "aside", "footer", "button", "dialog", "menu"})  # what stands around the news
_PARAGRAPHS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol",
    "dl", "table", "blockquote", "pre", "figure", "figcaption", "form", "hr", "fieldset", "address", "details", "center", "body",
})  # fmt: skip
_LINES = frozenset({"li", "tr", "dt", "dd", "br", "caption", "summary", "legend"})
_CELLS = frozenset({"td", "th"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));?")
_WHITE = (9, 10, 12, 13)
_TAG = re.compile(r"<[^<>]*>")
_TOO_DEEP = "depth"


def parse_page(markup: str) -> tuple[HtmlElement | None, str]:
    """Parse a page that may be broken.

    Returns
    -------
    (tree or None, str)
        None where there is no element at all; and a sentence on what could not be parsed ('' if nothing). A page nested
        too deeply for any tree becomes one of bare text.

    Raises
    ------
    ImportError
        When lxml is not installed.
    """
    from lxml import etree
    from lxml.html import HTMLParser

    data = sound_markup(markup).encode("utf-8", "replace")
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None, ""
    if tree is not None and tree.find("body") is None and (head := tree.find("head")) is not None:
        head.tag = "body"  # newer parsers put a page that names neither into its head
    if not any(_TOO_DEEP in error.message.lower() for error in parser.error_log):
        return tree, ""
    bare = _TAG.sub("\n", markup).replace("<", "&lt;")
    tree, _ = parse_page(f"<pre>{bare}</pre>")
    return tree, "the markup is nested too deeply to be read as a page, so all its text was taken"


def sound_markup(markup: str) -> str:
    r"""Take out control characters, and references to characters that do not exist: parsers stumble over both.

    Examples
    --------
    >>> sound_markup("Boats\x08 &#8;sail &#x110000;&#233;")
    'Boats sail &#233;'
    """
    return sound_references(_CONTROLS.sub("", markup))


def sound_references(markup: str) -> str:
    """Take out references to characters that do not exist, and nothing else: the text may be bytes of any encoding."""
    return _REFERENCE.sub(_if_sound, markup)


def _if_sound(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    exists = code in _WHITE or 32 <= code < 0xD800 or 0xE000 <= code <= sys.maxunicode
    return reference[0] if exists else ""


def page_text(tree: HtmlElement, leave_out: Collection[str] = ()) -> str:
    r"""Write out what a person would see of a page, without the elements named in `leave_out`.

    Paragraphs are parted by an empty line, bullets begin with "- ", the cells of a row stand on one line.

    Examples
    --------
    >>> tree, _ = parse_page("<nav>Home</nav><h1>Ferry strike</h1><p>Crews <b>return</b>.<ul><li>On Friday<li>In March</ul>")
    >>> page_text(tree, leave_out={"nav"})
    'Ferry strike\n\nCrews return.\n\n- On Friday\n- In March'
    """
    from lxml import etree

    pieces: list[str] = []
    verbatim = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            skipped = not tag or tag in HIDDEN or tag in leave_out or "hidden" in element.attrib
            verbatim += tag == "pre"
            pieces.append(_break(tag) + ("- " if tag == "li" else ""))
            if skipped:
                walk.skip_subtree()
            else:
                pieces.append(_spaced(element.text, verbatim))
            continue
        verbatim -= tag == "pre"
        pieces.append("" if tag in _LINES else _break(tag))
        if element is not tree:
            pieces.append(_spaced(element.tail, verbatim))
    return _tidy("".join(pieces))


def plain_text(markup: str) -> str:
    r"""Take the markup off a fragment of HTML, such as a field of a feed; plain text stays as it is.

    Examples
    --------
    >>> plain_text("<p>Crews &amp; boats<br>return.</p>"), plain_text("3 < 4 & more")
    ('Crews & boats\nreturn.', '3 < 4 & more')
    """
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    if not re.search(r"</?[a-zA-Z!]", markup):
        return _tidy(unescape(markup))
    tree, _ = parse_page(f"<div>{markup}</div>")
    return "" if tree is None else page_text(tree)


def count_left_out(whole: str, kept: str) -> int:
    """Count the characters, white space aside, of the words of a page that are not in what was kept of it.

    Examples
    --------
    >>> count_left_out("Home Sport Ferry strike ends", "Ferry strike ends")
    9
    """
    left = Counter(whole.split()) - Counter(kept.split())
    return sum(len(word) * number for word, number in left.items())


def _break(tag: str) -> str:
    if tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _LINES else " " if tag in _CELLS else ""


def _spaced(text: str | None, verbatim: int) -> str:
    """Keep the line ends of preformatted text; elsewhere they are spaces."""
    if not text:
        return ""
    return text if verbatim else re.sub(r"\s+", " ", text)


def _tidy(text: str) -> str:
    lines: list[str] = []
    for line in (" ".join(line.split()) for line in text.splitlines()):
        if line in ("", "-") and (not lines or not lines[-1]):
            continue
        lines.append("" if line == "-" else line)
    return "\n".join(lines).strip()
