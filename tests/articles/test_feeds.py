"""Feeds, lists of feeds, web archives and pages in one file: what is taken from where, and what is counted."""

import base64
import io
import json
import socket

import pandas as pd
import pytest

from topics.articles import read_articles

from .page_makers import DECLARED, SENTENCES, news_page

pytest.importorskip("feedparser")

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("something was about to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(tmp_path, data, name):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_articles(path)


def rss(items, head="<title>Harbour Gazette</title><link>https://gazette.example/</link><language>en-gb</language>"):
    return f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel>{head}{items}</channel></rss>'


ITEM = f"""<item><title>Ferry strike ends &amp; boats sail</title><link>/world/ferry</link>
<guid isPermaLink="false">gazette-17</guid><pubDate>Fri, 27 Feb 2026 08:30:00 +0100</pubDate><dc:creator>Ana Prata</dc:creator>
<description>&lt;p&gt;A pay rise &lt;b&gt;ends&lt;/b&gt; the strike.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><script>secret()</script>]]></content:encoded></item>"""


def test_an_entry_of_rss_is_an_article(tmp_path):
    articles = read(tmp_path, rss(ITEM), "feed.xml")
    article = articles.iloc[0]

    assert len(articles) == 1
    assert article["title"] == "Ferry strike ends & boats sail"
    assert article["body"] == f"{SENTENCES[0]}\n\n{SENTENCES[1]}"
    assert article["summary"] == "A pay rise ends the strike."
    assert article["published"] == pd.Timestamp("2026-02-27T07:30Z")
    assert (article["source"], article["lang"], article["key"]) == ("Harbour Gazette", "en", "gazette-17")
    assert article["url"] == "https://gazette.example/world/ferry"
    assert article["origin"] == "feed.xml:1"
    assert articles.attrs["rejected"] == []


def test_an_entry_of_atom_is_an_article(tmp_path):
    feed = f"""<feed {ATOM} xml:lang="pt"><title>Gazeta do Porto</title><link href="https://gazeta.example/"/>
    <entry><id>tag:1</id><title type="html">Greve &lt;i&gt;termina&lt;/i&gt;</title>
    <link rel="enclosure" href="https://gazeta.example/a.mp3"/><link rel="alternate" href="https://gazeta.example/greve"/>
    <published>2026-02-27T08:30:00-03:00</published><updated>2026-03-02T00:00:00Z</updated>
    <content type="xhtml">
    <div xmlns="http://www.w3.org/1999/xhtml"><p>As tripulações voltaram.</p></div></content></entry></feed>"""
    article = read(tmp_path, feed, "feed.atom").iloc[0]

    assert (article["title"], article["body"]) == ("Greve termina", "As tripulações voltaram.")
    assert article["published"] == pd.Timestamp("2026-02-27T11:30Z")
    assert (article["url"], article["source"], article["lang"]) == (
        "https://gazeta.example/greve",
        "Gazeta do Porto",
        "pt",
    )


def test_an_entry_of_rdf_is_an_article(tmp_path):
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://gazette.example/"><title>Harbour Gazette</title></channel>
    <item rdf:about="https://gazette.example/1"><title>Ferry strike ends</title><link>https://gazette.example/1</link>
    <dc:date>2026-02-27T08:30:00Z</dc:date></item></rdf:RDF>"""
    article = read(tmp_path, feed, "feed.rdf").iloc[0]

    assert (article["title"], article["source"]) == ("Ferry strike ends", "Harbour Gazette")
    assert article["published"] == pd.Timestamp("2026-02-27T08:30Z")


def test_a_collected_entry_keeps_its_own_source(tmp_path):
    item = (
        "<item><title>Ferry strike ends - Delta Herald</title><link>https://news.example/x</link>"
        '<source url="https://delta.example">Delta Herald</source></item>'
    )
    article = read(tmp_path, rss(item), "feed.rss").iloc[0]

    assert (article["title"], article["source"]) == ("Ferry strike ends", "Delta Herald")


def test_a_json_feed_is_read(tmp_path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Harbour Gazette", "home_page_url": "https://gazette.example/",
        "language": "en-GB", "items": [
            {"id": "17", "url": "/ferry", "title": "Ferry strike ends", "content_html": f"<p>{SENTENCES[0]}</p>",
             "summary": "A pay rise.", "date_published": "2026-02-27T08:30:00+01:00", "authors": [{"name": "Ana Prata"}]},
            {"id": 18, "content_text": SENTENCES[1]}, "nonsense",
        ],
    }  # fmt: skip
    articles = read(tmp_path, json.dumps(feed), "feed.json")
    article = articles[articles["key"] == "17"].iloc[0]

    assert len(articles) == 2
    assert (article["title"], article["body"], article["summary"]) == ("Ferry strike ends", SENTENCES[0], "A pay rise.")
    assert (article["source"], article["url"]) == ("Harbour Gazette", "https://gazette.example/ferry")
    assert article["published"] == pd.Timestamp("2026-02-27T07:30Z")
    assert articles.attrs["rejected"][0]["line"] == 3


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.txt", "feed", "feed.php", "feed.html"])
def test_a_feed_is_known_by_its_content(tmp_path, name):
    assert read(tmp_path, rss(ITEM), name)["key"].tolist() == ["gazette-17"]


def test_the_entries_before_the_damage_of_a_feed_are_kept(tmp_path):
    second = ITEM.replace("gazette-17", "gazette-18").replace("Ferry strike ends", "Grain terminal opens")
    articles = read(tmp_path, rss(ITEM + second)[:-60], "feed.xml")

    assert "Ferry strike ends & boats sail" in set(articles["title"])
    assert "broken XML" in articles.attrs["notes"][0]["note"]


@pytest.mark.parametrize("odd", ["&#x110000;", "&#8;", "\x08", "&#xD800;", "&#99999999999999;"])
def test_a_character_that_does_not_exist_costs_no_entry(tmp_path, odd):
    articles = read(tmp_path, rss(ITEM.replace("boats", f"boats{odd}")), "feed.xml")

    assert articles["key"].tolist() == ["gazette-17"]
    assert articles["body"][0].startswith(SENTENCES[0])


def test_an_entry_without_text_is_listed(tmp_path):
    articles = read(tmp_path, rss(ITEM + "<item><link>https://gazette.example/2</link></item>"), "feed.xml")

    [entry] = articles.attrs["rejected"]
    assert (entry["line"], entry["reason"]) == (2, "no text: title and body are both empty")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (rss(""), "the feed has no entries"),
        ("<invoice><sum>7</sum></invoice>", "Got an XML document of the kind <invoice>"),
        ("", "the file is empty"),
        ("no markup at all", "of the kind <>"),
    ],
)
def test_what_is_no_feed_is_rejected(tmp_path, data, reason):
    with pytest.raises(ValueError, match=reason):
        read(tmp_path, data, "feed.xml")


def test_no_entity_of_a_feed_is_looked_up_or_multiplied(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    more = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    kind = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY e0 "boats ">{more}]>'
    item = "<item><title>Ferry strike ends &x;</title><description>&e11;</description></item>"
    feed = rss(item + ITEM).replace("<rss", f"{kind}<rss", 1)
    articles = read(tmp_path, feed, "feed.xml")

    assert "the secret" not in str(articles.to_dict())
    assert articles["body"].str.len().max() < 10_000


def test_the_feeds_of_a_list_are_listed_and_not_fetched(tmp_path):
    (tmp_path / "good.jsonl").write_text('{"title": "Dam level falls"}')
    outlines = "".join(f'<outline text="Feed {i}" type="rss" xmlUrl="https://feed{i}.example/rss"/>' for i in (1, 2, 1))
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline text="News">{outlines}</outline></body></opml>'
    )

    rejected = read_articles(tmp_path).attrs["rejected"]

    assert [entry["text"] for entry in rejected] == ["https://feed1.example/rss", "https://feed2.example/rss"]
    assert all("was not fetched" in entry["reason"] for entry in rejected)


# Pages in one file


def mhtml(page, encoding="quoted-printable"):
    import quopri

    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[encoding](
        page.encode()
    )
    image = base64.encodebytes(b"\x89PNG\r\n\x1a\n").decode()
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://gazette.example/2026/02/27/ferry\nSubject: Ferry\n"
        "MIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"--Bound\"\n\n\n"
    )  # fmt: skip
    first = (
        f"----Bound\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n"
        "Content-Location: https://gazette.example/2026/02/27/ferry\n\n"
    )
    second = f"\n----Bound\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{image}\n----Bound--\n"
    return head.encode() + first.encode() + coded + second.encode()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page"])
def test_a_page_in_one_file_is_read(tmp_path, name, encoding):
    articles = read(tmp_path, mhtml(news_page("Fährstreik endet nach neun Tagen"), encoding), name)

    assert articles["title"].tolist() == ["Fährstreik endet nach neun Tagen"]
    assert articles["url"].tolist() == ["https://gazette.example/2026/02/27/ferry"]
    assert articles["published"][0].date().isoformat() == "2026-02-27"
    assert any("1 part of the saved page was not read" in note["note"] for note in articles.attrs["notes"])


@pytest.mark.parametrize("data", [b"", b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", b"no letter at all"])
def test_a_file_without_a_page_is_rejected(tmp_path, data):
    with pytest.raises(ValueError, match=r"without a page|the file is empty"):
        read(tmp_path, data, "page.mhtml")


# Web archives


def warc(tmp_path, answers, name="crawl.warc.gz", packed=True):
    writer = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders")
    path = tmp_path / name
    with path.open("wb") as stream:
        archive = writer.WARCWriter(stream, gzip=packed)
        archive.write_record(archive.create_warcinfo_record(name, {"software": "test"}))
        for url, status, kind, data in answers:
            http = headers.StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = archive.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=http)
            archive.write_record(record)
    return path


ANSWERS = (
    ("https://gazette.example/1", "200 OK", "text/html; charset=utf-8", news_page(head=DECLARED).encode()),
    ("https://gazette.example/logo.png", "200 OK", "image/png", b"\x89PNG\0\0"),
    ("https://gazette.example/old", "301 Moved", "text/html", b"moved"),
    (
        "https://delta.example/2",
        "200 OK",
        "text/html; charset=windows-1251",
        news_page("Паром снова ходит", seed=3).encode("cp1251"),
    ),
    ("https://gazette.example/rss", "200 OK", "application/rss+xml", rss(ITEM).encode()),
)


@pytest.mark.parametrize(("name", "packed"), [("crawl.warc.gz", True), ("crawl.warc", False), ("crawl", True)])
def test_the_pages_and_feeds_of_a_web_archive_are_read(tmp_path, name, packed):
    articles = read_articles(warc(tmp_path, ANSWERS, name, packed))

    assert sorted(articles["title"]) == [
        "Ferry strike ends & boats sail",
        "Ferry strike ends after nine days",
        "Паром снова ходит",
    ]
    assert sorted(articles["origin"]) == [f"{name}:{number}" for number in (2, 5, 6)]
    assert "https://delta.example/2" in set(articles["url"])
    [others] = [note["note"] for note in articles.attrs["notes"] if "records hold no page" in note["note"]]
    assert all(kind in others for kind in ("3 records", "warcinfo 1", "image/png 1", "status 301 1"))


def test_a_cut_off_web_archive_keeps_what_stands_before(tmp_path):
    path = warc(tmp_path, ANSWERS[:1] * 1 + ANSWERS[3:])
    path.write_bytes(path.read_bytes()[:-400])

    articles = read_articles(path)

    assert "Ferry strike ends after nine days" in set(articles["title"])
    assert articles.attrs["rejected"]


def test_a_page_of_an_archive_may_not_unpack_without_end(tmp_path, monkeypatch):
    from topics.articles import warc_rows

    monkeypatch.setattr(warc_rows, "MAX_PAGE_BYTES", 10_000)
    large = ("https://gazette.example/large", "200 OK", "text/html", b"<p>" + b"boats " * 5_000)
    articles = read_articles(warc(tmp_path, [*ANSWERS, large]))

    assert [entry["line"] for entry in articles.attrs["rejected"]] == [7]
