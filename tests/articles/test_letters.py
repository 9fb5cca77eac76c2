"""Letters and mailboxes: the text preferred, digests split, attachments read, footers counted, nothing broken by bad headers."""

import mailbox
import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from topics.articles import read_articles

FERRY = "LISBON: Crews returned to work on Friday after the two sides agreed a pay rise of four percent."
MORE = "The longest stoppage on the river is over, said Rui Mota, who speaks for the crews."
GRAIN = "CONSTANTA: The terminal can load forty thousand tonnes a day, twice what the old quay managed."
DIGEST = f"""Good morning.

---

Ferry strike ends after nine days

{FERRY}

{MORE}

---

Grain terminal opens at Constanta

{GRAIN}

The port authority opened the first berth on Friday, a year later than it had planned.
"""
FOOTER = "You are receiving this because you signed up.\nUnsubscribe: https://gazette.example/leave\nQuay 4, Lisbon"


def letter(
    text="", markup="", subject="Ferry strike ends after nine days", sender="Harbour Gazette <news@gazette.example>"
):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@news.example", subject
    made["Date"], made["Message-ID"] = "Thu, 26 Feb 2026 10:30:00 +0100", "<1@gazette.example>"
    made.set_content(text or "see the other part")
    if markup and text:
        made.add_alternative(markup, subtype="html")
    elif markup:
        made.set_content(markup, subtype="html")
    return made


def read(tmp_path, made, name="a.eml"):
    (tmp_path / name).write_bytes(made if isinstance(made, bytes) else made.as_bytes())
    return read_articles(tmp_path / name)


def notes(articles):
    return [entry["note"] for entry in articles.attrs["notes"]]


@pytest.mark.parametrize("name", ["a.eml", "a", "a.txt"])
def test_a_letter_is_an_article_under_its_subject(tmp_path, name):
    [article] = read(tmp_path, letter(f"{FERRY}\n\n{MORE}\n"), name).to_dict("records")

    assert article["title"] == "Ferry strike ends after nine days" and article["body"] == f"{FERRY}\n\n{MORE}"
    assert article["published"].isoformat() == "2026-02-26T09:30:00+00:00"
    assert (article["source"], article["key"]) == ("Harbour Gazette", "1@gazette.example")


def test_the_plain_part_is_preferred_and_the_other_part_read_where_there_is_none(tmp_path):
    markup = f"<html><body><p>{FERRY}</p><script>alert(1)</script><p>{MORE}</p></body></html>"
    both, one = read(tmp_path, letter(FERRY, "<p>Other.</p>")), read(tmp_path, letter(markup=markup), "b.eml")

    assert both["body"].tolist() == [FERRY]
    assert one["body"].tolist() == [f"{FERRY}\n\n{MORE}"]


def test_a_digest_is_split_and_its_articles_have_the_day_and_sender_of_the_letter(tmp_path):
    articles = read(tmp_path, letter(DIGEST, subject="Your morning briefing")).sort_values("title")

    assert {"Ferry strike ends after nine days", "Grain terminal opens at Constanta"} <= set(articles["title"])
    assert set(articles["source"]) == {"Harbour Gazette"} and articles["published"].dt.day.eq(26).all()
    assert {"LISBON", "CONSTANTA"} <= set(articles["place"])


def test_the_footer_is_cut_and_counted(tmp_path):
    articles = read(tmp_path, letter(f"{FERRY}\n\n{MORE}\n\n{FOOTER}\n"))

    assert articles["body"].tolist() == [f"{FERRY}\n\n{MORE}"]
    assert articles.attrs["notes"][0]["left_out"] == len(FOOTER)


def test_a_list_names_the_source_and_marks_of_answering_are_no_title(tmp_path):
    made = letter(FERRY, subject="Fwd: [briefing] Ferry strike ends")
    made["List-Id"] = '"Morning Briefing" <morning.gazette.example>'

    [article] = read(tmp_path, made).to_dict("records")

    assert (article["title"], article["source"]) == ("Ferry strike ends", "Morning Briefing")


def test_attachments_are_read_and_pictures_counted(tmp_path):
    made = letter("See the attached files, which hold what was asked for.", subject="The files you asked for")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("grain.txt", f"Grain terminal opens at Constanta\n\n{GRAIN}")
    made.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="../../pile.zip")
    made.add_attachment(
        f"Ferry strike ends\n\n{FERRY}".encode(), maintype="text", subtype="plain", filename="ferry.txt"
    )
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")

    articles = read(tmp_path, made)

    assert sorted(origin.split("#")[0] for origin in articles["origin"]) == [
        "a.eml/1/ferry.txt", "a.eml/1/pile.zip/grain.txt", "a.eml:1",
    ]  # fmt: skip
    assert "left out of the letter: pictures, sound or film (1)" in notes(articles)


def test_a_forwarded_letter_is_read_as_a_letter(tmp_path):
    made = letter("The letter below came in this morning, please read it.", subject="Fwd")
    made.add_attachment(letter(f"{FERRY}\n\n{MORE}"))

    assert "Ferry strike ends after nine days" in set(read(tmp_path, made)["title"])


@pytest.mark.parametrize("name", ["news.mbox", "news", "Inbox.mbx"])
def test_a_mailbox_is_read_letter_by_letter(tmp_path, name):
    box = mailbox.mbox(tmp_path / name)
    box.add(letter(f"{FERRY}\n\nFrom Lisbon the boats sail again at six."))
    box.add(letter(f"{GRAIN}\n", subject="Grain terminal opens at Constanta"))
    box.close()

    articles = read_articles(tmp_path / name).sort_values("title")

    assert articles["title"].tolist() == ["Ferry strike ends after nine days", "Grain terminal opens at Constanta"]
    assert articles["origin"].tolist() == [f"{name}:1", f"{name}:2"]
    assert articles["body"].iloc[0].endswith("\n\nFrom Lisbon the boats sail again at six.")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Date", "yesterday at noon"),
        ("From", '"broken <a@b'),
        ("Content-Type", 'text/plain; charset="no-such"'),
        ("Subject", "=?x?q?="),
    ],
)
def test_broken_headers_spoil_no_letter(tmp_path, header, value):
    data = letter(FERRY).as_bytes().split(b"\n\n", 1)
    lines = [line for line in data[0].split(b"\n") if not line.lower().startswith(header.lower().encode())]

    articles = read(tmp_path, b"\n".join([f"{header}: {value}".encode(), *lines]) + b"\n\n" + data[1])

    assert articles["body"].tolist() == [FERRY]
    assert len(notes(articles)) == (header == "Date")


def test_letters_of_an_older_encoding_are_read(tmp_path):
    head = (
        b"From: a@b.example\nMessage-ID: <2@b>\nSubject: Ferry strike\nContent-Type: text/plain; charset=iso-8859-2\n\n"
    )

    assert read(tmp_path, head + "Łódź: strajk się skończył.".encode("iso-8859-2"))["body"].tolist() == [
        "Łódź: strajk się skończył."
    ]


def test_a_codec_that_is_no_encoding_is_not_asked(tmp_path):
    head = (
        b"From: a@b.example\nMessage-ID: <2@b>\nSubject: Ferry strike\nContent-Type: text/plain; charset=punycode\n\n"
    )

    assert read(tmp_path, head + b"Crews return-kva")["body"].tolist() == ["Crews return-kva"]


def test_an_export_sent_by_mail_is_read_as_the_export(tmp_path):
    text = (
        "1 of 1 DOCUMENT\n\nDelta Herald\n\nFebruary 20, 2026 Friday\n\nGrain terminal opens\n\nLENGTH: 9 words\n\n"
        "BODY:\n\nThe terminal can load forty thousand tonnes a day.\n\nLOAD-DATE: February 20, 2026\n"
    )
    [article] = read(tmp_path, letter(text, subject="Your results")).to_dict("records")

    assert (article["title"], article["source"], article["published"].day) == (
        "Grain terminal opens",
        "Delta Herald",
        20,
    )


def test_a_cut_off_or_empty_mailbox_is_no_error(tmp_path):
    (tmp_path / "a.eml").write_bytes(b"")
    (tmp_path / "b.mbox").write_bytes(b"\n\n")
    (tmp_path / "c.mbox").write_bytes(
        b"From a@b Thu Feb 26 10:30:00 2026\nFrom: a@b.example\nSubject: Ferry strike ends\n\nCrews sail ag"
    )

    articles = read_articles(tmp_path)

    assert articles["body"].tolist() == ["Crews sail ag"]
    assert sorted(entry["reason"] for entry in articles.attrs["rejected"]) == [
        "the file is empty",
        "the mailbox is empty",
    ]
