"""Office files: what a person sees in the document is read, as a dump or as the export it holds; the rest is counted."""

import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from topics.articles import read_articles
from topics.articles.pdf_text import mend_hyphens

EXPORTS = Path(__file__).parent / "exports"
DUMP = [
    "Ferry strike ends after nine days",
    "LISBON: Crews returned to work on Friday after the two sides agreed a pay rise of four percent.",
    "The longest stoppage on the river is over, said Rui Mota, who speaks for the crews.",
    "---",
    "Grain terminal opens at Constanta",
    "CONSTANTA: The terminal can load forty thousand tonnes a day, twice what the old quay managed.",
]
TITLES = ["Ferry strike ends after nine days", "Grain terminal opens at Constanta"]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx(path: Path, paragraphs, parts=None, raw="") -> Path:
    body = "".join(f"<w:p>{run(text)}</w:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}{raw}</w:body></w:document>'
        )
        for name, text in (parts or {}).items():
            package.writestr(f"word/{name}.xml", f'<w:hdr xmlns:w="{W}"><w:p>{run(text)}</w:p></w:hdr>')
    return path


def odt(path: Path, paragraphs) -> Path:
    body = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        names = f'xmlns:office="{OFFICE}" xmlns:text="{TEXT}"'
        xml = f"<office:document-content {names}><office:text>{body}</office:text></office:document-content>"
        package.writestr("content.xml", xml)
    return path


def rtf(path: Path, paragraphs, header="") -> Path:
    coded = (text.encode("ascii", "backslashreplace").decode() for text in paragraphs)
    path.write_text("{\\rtf1\\ansi\\ansicpg1252 " + header + "".join(f"\\pard {text}\\par\n" for text in coded) + "}")
    return path


def pdf(path: Path, pages) -> Path:
    """The smallest PDF that shows some lines of text on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    path.write_bytes(data + end.encode() + f"startxref\n{len(data)}\n%%EOF\n".encode())
    return path


def notes(articles):
    return [entry["note"] for entry in articles.attrs["notes"]]


def reasons(articles):
    return [entry["reason"] for entry in articles.attrs["rejected"]]


MAKERS = {".docx": docx, ".odt": odt, ".rtf": rtf, ".pdf": lambda path, lines: pdf(path, [lines])}


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_dump_in_a_document_is_the_same_articles(tmp_path, suffix):
    (tmp_path / "dump.txt").write_text("\n".join(DUMP))
    path = MAKERS[suffix](tmp_path / f"dump{suffix}", DUMP)

    articles = read_articles(path)

    assert sorted(articles["title"]) == TITLES and articles.attrs["rejected"] == []
    assert articles["id"].tolist() == read_articles(tmp_path / "dump.txt")["id"].tolist()
    assert all(origin.startswith(f"dump{suffix}#") for origin in articles["origin"])


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".rtf"])
@pytest.mark.parametrize("name", ["nexis_older", "nexis_newer", "factiva_codes", "factiva_plain", "proquest"])
def test_an_export_in_a_document_is_read_as_the_export(tmp_path, suffix, name):
    text = (EXPORTS / f"{name}.txt").read_text("utf8")
    MAKERS[suffix](tmp_path / f"export{suffix}", text.split("\n"))

    articles = read_articles(tmp_path)

    assert articles["id"].tolist() == read_articles(EXPORTS / f"{name}.txt")["id"].tolist()


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_an_export_without_blank_paragraphs_is_read_as_well(tmp_path, suffix):
    lines = (EXPORTS / "nexis_newer.txt").read_text("utf8").split("\n")
    MAKERS[suffix](tmp_path / f"export{suffix}", [line for line in lines if line])

    assert sorted(read_articles(tmp_path)["title"]) == TITLES


@pytest.mark.parametrize("name", ["letter.doc", "letter", "letter.txt"])
def test_rich_text_under_another_name_is_known_by_its_content(tmp_path, name):
    assert sorted(read_articles(rtf(tmp_path / name, DUMP))["title"]) == TITLES


def test_letters_beyond_ascii_are_read_from_rich_text(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\ansicpg1252 Caf\'e9 opens in \u321?\'f3d\u378?\par It serves coffee all day, its owner said.}"
    )

    assert read_articles(tmp_path)["title"].tolist() == ["Café opens in Łódź"]


def test_headers_and_notes_are_counted_not_read(tmp_path):
    docx(tmp_path / "a.docx", DUMP, {"header1": "Page of the Gazette", "footnotes": "See above.", "comments": "Check!"})
    rtf(tmp_path / "b.rtf", DUMP, "{\\header\\pard Page of the Gazette\\par}")

    by_file = {entry["file"]: entry for entry in read_articles(tmp_path).attrs["notes"] if "left out" in entry["note"]}

    assert by_file[f"{tmp_path.name}/a.docx"]["left_out"] == 35
    assert by_file[f"{tmp_path.name}/b.rtf"]["left_out"] == 19


def test_notes_of_an_open_document_are_counted_not_read(tmp_path):
    path = odt(tmp_path / "a.odt", DUMP[:3])
    with zipfile.ZipFile(path) as package:
        xml = (
            package.read("content.xml")
            .decode()
            .replace("four percent.", "four percent.<text:note>See above.</text:note>")
        )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", xml)

    articles = read_articles(path)

    assert not articles["body"].str.contains("See above").any()
    assert articles.attrs["notes"][0]["left_out"] == len("See above.")


def test_insertions_boxes_tables_and_fields_are_text_and_deletions_are_not(tmp_path):
    raw = (
        f"<w:p><w:ins>{run('Inserted words of the editor stand here. ')}</w:ins>"
        "<w:del><w:r><w:delText>Deleted words.</w:delText></w:r></w:del>"
        f"<w:sdt><w:sdtContent>{run('Words of a form field.')}</w:sdtContent></w:sdt></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Words in a table.')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{run('Words in a box.')}</w:p></w:txbxContent>"
        f"</mc:Choice><mc:Fallback><w:txbxContent><w:p>{run('Words in a box.')}</w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    body = read_articles(docx(tmp_path / "a.docx", DUMP[:3], raw=raw))["body"][0]

    for words in ("Inserted words of the editor", "Words of a form field.", "Words in a table.", "Words in a box."):
        assert body.count(words) == 1
    assert "Deleted" not in body


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_entities_are_refused(tmp_path, suffix):
    part = "word/document.xml" if suffix == ".docx" else "content.xml"
    with zipfile.ZipFile(tmp_path / f"a{suffix}", "w") as package:
        if suffix == ".odt":
            package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(part, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><p>&e;</p></x>')
    (tmp_path / "b.txt").write_text("\n".join(DUMP))

    [reason] = reasons(read_articles(tmp_path))
    assert "could not be read" in reason and "DTDForbidden" in reason


def test_a_document_that_unpacks_to_far_too_much_is_refused(tmp_path):
    docx(tmp_path / "a.docx", ["a" * 40_000_000])
    (tmp_path / "b.txt").write_text("\n".join(DUMP))

    assert "unpacks to more than 16,777,216 bytes" in reasons(read_articles(tmp_path))[0]


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_document_without_text_is_rejected(tmp_path, suffix):
    MAKERS[suffix](tmp_path / f"a{suffix}", [])
    (tmp_path / "b.txt").write_text("\n".join(DUMP))

    [reason] = reasons(read_articles(tmp_path))
    assert "no text" in reason


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_damaged_document_is_rejected_and_the_others_are_read(tmp_path, suffix):
    path = MAKERS[suffix](tmp_path / f"a{suffix}", DUMP)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    (tmp_path / "b.txt").write_text("\n".join(DUMP[4:]))

    articles = read_articles(tmp_path)

    assert TITLES[1] in set(articles["title"])
    assert len(articles) + len(reasons(articles)) > 1


def test_running_heads_of_a_pdf_are_cut_and_counted(tmp_path):
    pages = [
        [f"Harbour Gazette, page {n}", *DUMP[:2], f"A line of its own: {word}.", "www.gazette.example"]
        for n, word in enumerate(("quay", "mast", "hull", "sail"))
    ]

    articles = read_articles(pdf(tmp_path / "a.pdf", pages))

    assert not articles["body"].str.contains("page|www").any()
    [note] = [entry for entry in articles.attrs["notes"] if "running heads" in entry["note"]]
    assert note["left_out"] > 100


def test_the_date_of_an_article_on_every_page_is_no_running_head(tmp_path):
    pages = [[f"{word} strike ends", f"{n + 20} February 2026", f"Crews of the {word} lines are back.", "More is to come."]
             for n, word in enumerate(("Ferry", "Tram", "Metro", "Bus"))]  # fmt: skip

    articles = read_articles(pdf(tmp_path / "a.pdf", pages))

    assert sorted(articles["published"].dt.day) == [20, 21, 22, 23]


def test_broken_words_of_a_pdf_are_mended(tmp_path):
    lines = [
        "Ferry strike ends after nine days",
        "Crews of the har-",
        "bour lines returned to work on Friday, the union said.",
    ]

    assert "harbour lines" in read_articles(pdf(tmp_path / "a.pdf", [lines]))["body"][0]


def test_a_hyphen_stays_where_the_text_writes_it():
    assert mend_hyphens("a well-\nknown port, well-known abroad") == "a well-known port, well-known abroad"
    assert (
        mend_hyphens("a nine-\nmonth wait, of nine weeks more than a month")
        == "a nine-month wait, of nine weeks more than a month"
    )


def test_a_pdf_of_pictures_says_so(tmp_path):
    pdf(tmp_path / "a.pdf", [[], []])
    (tmp_path / "b.txt").write_text("\n".join(DUMP))

    assert reasons(read_articles(tmp_path)) == [
        "no text on 2 pages: they are pictures; have their letters recognised first (OCR)"
    ]


def test_a_missing_library_is_a_sentence_that_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    pdf(tmp_path / "a.pdf", [DUMP])
    (tmp_path / "b.txt").write_text("\n".join(DUMP))

    [reason] = reasons(read_articles(tmp_path))
    assert "pypdf" in reason and "pip install -e '.[formats]'" in reason


def test_every_sheet_with_articles_is_read_and_the_others_are_listed(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Results"
    first.append(["Results of a search for ferries"])
    first.append(["Headline", "Full Text", "Publication date", "Publication", "ID"])
    first.append([TITLES[0], DUMP[1], datetime(2026, 2, 27), "Harbour Gazette", 7])
    first.append([None, None, None, None, None])
    book.create_sheet("More").append(["Title", "Date"])
    book["More"].append([TITLES[1], "26 February 2026"])
    book.create_sheet("Notes").append(["who", "when"])
    book.save(tmp_path / "export.xlsx")

    articles = read_articles(tmp_path / "export.xlsx").sort_values("title")

    assert articles["title"].tolist() == TITLES
    assert articles["published"].dt.date.astype(str).tolist() == ["2026-02-27", "2026-02-26"]
    assert articles["key"].tolist() == ["7", ""] and articles["source"].tolist() == ["Harbour Gazette", ""]
    assert reasons(articles)[0].startswith("the sheet 'Notes' was not read: Got the columns 'who', 'when'")


def test_of_several_columns_with_one_name_the_first_is_read(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Title", "Text", "Title"])
    book.active.append([TITLES[0], DUMP[1], "Page 3"])
    book.save(tmp_path / "twice.xlsx")

    articles = read_articles(tmp_path / "twice.xlsx")

    assert articles["title"].tolist() == [TITLES[0]]
    assert [note["note"] for note in articles.attrs["notes"]] == [
        "several columns are called 'Title': the first of each was read"
    ]
