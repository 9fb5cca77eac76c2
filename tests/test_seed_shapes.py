"""The raw input that the package was made for, in every shape it may be pasted into; skipped where it is not at hand."""

from __future__ import annotations

import html
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import topics as tp

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "seeds"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIELDS = ["title", "body", "summary", "place", "source"]

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are third-party and not part of the package")


def as_text(path: Path, texts: list[str]) -> None:
    path.write_text("\n\n".join(texts), "utf8")


def as_page(path: Path, texts: list[str]) -> None:
    lines = (line for text in texts for line in text.split("\n"))
    path.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><body>{''.join(f'<p>{html.escape(line)}</p>' for line in lines)}", "utf8"
    )


def as_docx(path: Path, texts: list[str]) -> None:
    lines = (line for text in texts for line in text.split("\n"))
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def as_zip(path: Path, texts: list[str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"inbox/{number}.txt", text)


def words(articles) -> list[list[str]]:
    """What the articles say, whatever their spacing."""
    return sorted([" ".join(str(value).split()) for value in row] for row in articles[FIELDS].to_numpy().tolist())


@pytest.fixture(scope="module")
def alone():
    return tp.read_articles(SEEDS)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("name", "paste"), [("a.txt", as_text), ("a.html", as_page), ("a.docx", as_docx), ("a.zip", as_zip)]
)
def test_every_shape_gives_the_same_three_articles(alone, tmp_path, name, paste, reverse):
    texts = [path.read_text("utf8") for path in sorted(SEEDS.glob("*.txt"))]
    paste(tmp_path / name, texts[::-1] if reverse else texts)

    articles = tp.read_articles(tmp_path / name)

    assert len(articles) == 3 and articles.attrs["rejected"] == []
    assert words(articles) == words(alone)
    assert sorted(articles["published"].dropna().dt.date.astype(str)) == ["2026-02-26"]
