"""Pages of the web: what is taken from where, several articles on one, encodings, and that nothing is lost or fetched."""

import gzip
import json
import socket
import time

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from topics.articles import read_articles

from .page_makers import DECLARED, SENTENCES, news_page, paragraphs

pytest.importorskip("trafilatura")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Any attempt to reach another machine fails the test."""

    def refuse(*arguments, **options):
        raise AssertionError("a page was about to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read_page(tmp_path, markup, name="page.html"):
    path = tmp_path / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read_articles(path)


def only(articles):
    assert len(articles) == 1
    return articles.iloc[0]


# What is taken from where


def test_what_a_page_declares_is_believed(tmp_path):
    article = only(read_page(tmp_path, news_page(head=DECLARED)))

    assert article["title"] == "Ferry strike ends after nine days"
    assert article["summary"] == "A pay rise ends the strike."
    assert article["source"] == "Harbour Gazette"
    assert article["url"] == "https://harbour-gazette.example/world/ferry-strike"
    assert article["published"] == pd.Timestamp("2026-02-27T07:30Z")
    assert (article["lang"], article["title_origin"], article["date_origin"]) == ("en", "given", "given")
    assert article["origin"] == "page.html:1"


def test_the_body_is_the_article_and_nothing_around_it(tmp_path):
    body = only(read_page(tmp_path, news_page(head=DECLARED)))["body"]

    assert all(sentence in body for sentence in SENTENCES)
    for furniture in (
        "Home",
        "cookies",
        "Chirper",
        "Grain terminal",
        "rights reserved",
        "secret script",
        "color: black",
    ):
        assert furniture not in body
    assert not body.startswith("Ferry strike ends")  # the title is not told twice


def test_what_was_cut_is_counted_page_by_page(tmp_path):
    articles = read_page(tmp_path, news_page(head=DECLARED))

    [note] = articles.attrs["notes"]
    cut = "Home World Economy Sport Weather We use cookies to make this site better. Accept all Share on Chirper Print Related"
    cut += "Grain terminal opens at Constanta © Harbour Gazette. All rights reserved. Imprint. Privacy."
    assert abs(note["left_out"] - len("".join(cut.split()))) <= 12  # bullets count; a word told twice is one
    assert "characters of the page were left out" in note["note"]


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ('<meta property="article:published_time" content="2026-02-27T08:30:00Z">', "2026-02-27T08:30Z"),
        ('<meta itemprop="datePublished" content="2026-02-27">', "2026-02-27"),
        ('<meta name="DC.date.issued" content="2026-02-27">', "2026-02-27"),
        ('<link rel="canonical" href="https://gazette.example/2026/02/27/ferry.html">', "2026-02-27"),
    ],
)
def test_the_head_of_a_page_tells_its_date(tmp_path, markup, day):
    assert only(read_page(tmp_path, news_page(head=markup)))["published"] == pd.Timestamp(day, tz="UTC")


@pytest.mark.parametrize(
    "line",
    [
        '<time datetime="2026-02-27">Friday</time>',
        '<p class="byline">By Ana Prata, 27 February 2026</p>',
        '<span class="article-date">Feb. 27, 2026, 8:30 a.m. ET</span>',
        '<p class="date">27 février 2026</p>',
    ],
)
def test_the_look_of_a_page_tells_its_date(tmp_path, line):
    article = only(read_page(tmp_path, news_page(body=line + paragraphs())))

    assert article["published"].date().isoformat() == "2026-02-27"
    assert article["date_origin"] == "page"


def test_no_day_is_invented(tmp_path):
    page = news_page(body=paragraphs() + "<p>The last strike, in 2019, took a month.</p><p>Updated 3 hours ago</p>")
    article = only(read_page(tmp_path, page + "<footer>© 2026 Gazette</footer>"))

    assert pd.isna(article["published"])


@pytest.mark.parametrize(
    "sentence",
    [
        "The last strike began on 2019-03-04.",
        "The last strike began on <b>04/03/2019</b>, and took a month.",
        "The last strike (4 March 2019) took a month.",
        "Am 4. März 2019 begann der letzte Streik.",
        "上一次罢工始于2019年3月4日，持续了一个月，当时有四万人受到影响。",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_day_that_a_sentence_tells_of_is_not_the_day_of_publication(tmp_path, sentence, before):
    told = f"<p>{sentence}</p>"
    picture = '<meta property="og:image" content="https://gazette.example/uploads/2018/05/06/boat.jpg">'
    page = news_page(head=picture, body=told + paragraphs() if before else paragraphs() + told)

    assert pd.isna(only(read_page(tmp_path, page))["published"])


def test_a_file_name_tells_the_date_where_the_page_does_not(tmp_path):
    article = only(read_page(tmp_path, news_page(), "2026-02-27 ferry.html"))

    assert (article["published"].date().isoformat(), article["date_origin"]) == ("2026-02-27", "file name")


def test_a_future_date_is_kept_whatever_today_is(tmp_path):
    page = news_page(body='<time datetime="2126-02-27">soon</time>' + paragraphs())

    assert only(read_page(tmp_path, page))["published"].year == 2126


@pytest.mark.parametrize("separator", ["|", "-", "–", "·"])
def test_the_name_of_the_site_is_no_part_of_the_title(tmp_path, separator):
    title = f"Rates rise - and why {separator} Harbour Gazette"
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Harbour Gazette">'

    assert only(read_page(tmp_path, news_page(head=head)))["title"] == "Rates rise - and why"


def test_a_page_saved_by_a_browser_knows_where_it_was(tmp_path):
    page = "<!-- saved from url=(0044)https://gazette.example/2026/02/27/ferry -->\n" + news_page()
    article = only(read_page(tmp_path, page))

    assert article["url"] == "https://gazette.example/2026/02/27/ferry"
    assert article["source"] == "gazette.example"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://[broken", "//", "data:text/html,x"]
)
def test_only_addresses_of_the_web_are_addresses(tmp_path, url):
    assert only(read_page(tmp_path, news_page(head=f'<link rel="canonical" href="{url}">')))["url"] == ""


def test_a_text_that_stands_in_the_head_alone_is_read(tmp_path):
    text = " ".join(SENTENCES)
    data = f'{{"@type": "NewsArticle", "headline": "Ferry strike ends", "articleBody": "{text}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    article = only(read_page(tmp_path, news_page(head=head, body="<p>Subscribe to read on.</p>")))

    assert article["body"] == text


# Several articles


def test_a_topic_page_is_one_article_for_each_part(tmp_path):
    parts = "".join(
        f'<article><h2><a href="/story/{i}">Story number {i} from the harbour</a></h2><time datetime="2026-02-2{i}">x</time>'
        f"<p>{SENTENCES[i]}</p></article>"
        for i in range(4)
    )
    head = '<link rel="canonical" href="https://gazette.example/harbour"><meta property="og:site_name" content="Harbour Gazette">'
    articles = read_page(
        tmp_path, f"<html><head><title>Harbour</title>{head}</head><body><nav>Home</nav>{parts}</body></html>"
    )

    assert sorted(articles["title"]) == [f"Story number {i} from the harbour" for i in range(4)]
    assert sorted(articles["url"]) == [f"https://gazette.example/story/{i}" for i in range(4)]
    assert sorted(articles["published"].dt.day) == [20, 21, 22, 23]
    assert set(articles["source"]) == {"Harbour Gazette"}
    assert sorted(articles["origin"]) == [f"page.html:{i}" for i in range(1, 5)]
    assert all(sentence in "".join(articles["body"]) for sentence in SENTENCES[:4])


def test_a_topic_page_without_marks_loses_no_headline(tmp_path):
    cards = "".join(
        f'<div class="teaser"><a href="/story/{i}"><h3>Story number {i} from the harbour</h3></a><p>{SENTENCES[i]}</p></div>'
        for i in range(5)
    )
    body = f"<header><nav>Home World</nav></header><main><h1>Harbour</h1>{cards}</main><footer>Imprint</footer>"
    articles = read_page(tmp_path, f"<html><head><title>Harbour | Gazette</title></head><body>{body}</body></html>")

    assert sorted(articles["title"]) == [f"Story number {i} from the harbour" for i in range(5)]
    assert sorted(articles["body"]) == sorted(SENTENCES[:5])


@pytest.mark.parametrize("body", [SENTENCES[0], "船员周五恢复工作，双方同意加薪百分之四。" * 3])
def test_a_brief_is_read_without_the_buttons_around_it(tmp_path, body):
    assert only(read_page(tmp_path, news_page(body=f"<p>{body}</p>")))["body"] == body


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        ("渡轮罢工九天后结束 | Harbour Gazette", "渡轮罢工九天后结束", "渡轮罢工九天后结束"),
        ("Ferry strike ends after nine days | Harbour Gazette", "Harbour Gazette", "Ferry strike ends after nine days"),
        ("Rates - and why", "Rates - and why", "Rates - and why"),
        ("Strike ends", "Ferry strike ends after nine days", "Ferry strike ends after nine days"),
    ],
)
def test_the_heading_is_the_title_unless_it_is_the_sites_name(tmp_path, window, heading, title):
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = f"<html><head><title>{window}</title></head><body><nav>Home</nav><h1>{heading}</h1>{body}</body></html>"

    assert only(read_page(tmp_path, page))["title"] == title


def test_a_live_blog_is_one_article_for_each_update(tmp_path):
    updates = "".join(
        f'<article id="u{i}"><time datetime="2026-02-27T1{i}:00:00Z">1{i}.00</time><p>{SENTENCES[i]}</p></article>'
        for i in range(5)
    )
    data = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Strike: live"}</script>'
    head = (
        f'{data}<meta property="og:type" content="article"><link rel="canonical" href="https://gazette.example/live">'
    )
    articles = read_page(tmp_path, news_page("Strike: live", head=head, body=updates))

    assert sorted(articles["published"].dt.hour) == [10, 11, 12, 13, 14]
    assert sorted(articles["url"]) == [f"https://gazette.example/live#u{i}" for i in range(5)]


def test_the_opening_of_a_live_blog_is_not_lost(tmp_path):
    updates = "".join(
        f'<article id="u{i}"><time datetime="2026-02-27T1{i}:00:00Z">1{i}.00</time><p>{SENTENCES[i]}</p></article>'
        for i in range(3)
    )
    data = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Strike: live"}</script>'
    opening = f"<main><h1>Strike: live</h1><p>{SENTENCES[3]}</p><p>{SENTENCES[4]}</p>{updates}</main>"
    articles = read_page(tmp_path, f"<html><head>{data}</head><body><nav>Home</nav>{opening}</body></html>")

    assert len(articles) == 4
    assert articles.set_index("title").loc["Strike: live", "body"] == f"{SENTENCES[3]}\n\n{SENTENCES[4]}"


def test_of_several_articles_in_the_head_the_pages_own_is_taken(tmp_path):
    others = [
        {"@type": "NewsArticle", "headline": f"Other story {i}", "datePublished": f"2026-01-0{i}"} for i in (1, 2)
    ]
    own = {"@type": "NewsArticle", "headline": "Ferry strike ends after nine days", "datePublished": "2026-02-27"}
    head = f'<script type="application/ld+json">{json.dumps([*others, own])}</script>'
    article = only(read_page(tmp_path, news_page(head=head)))

    assert article["title"] == "Ferry strike ends after nine days"
    assert article["published"].date().isoformat() == "2026-02-27"


def test_related_cards_make_no_article_of_their_own(tmp_path):
    cards = "".join(
        f'<article class="card"><h3><a href="/{i}">Another story, number {i}</a></h3></article>' for i in range(8)
    )
    page = news_page().replace("</main>", f"</main><section>{cards}</section>")

    assert only(read_page(tmp_path, page))["title"] == "Ferry strike ends after nine days"


def test_comments_of_readers_are_no_articles(tmp_path):
    comments = "".join(
        f'<article class="comment-body"><time datetime="2026-03-01">x</time><p>{SENTENCES[i]} I say.</p></article>'
        for i in range(6)
    )
    page = news_page().replace("</main>", f'<div id="comments">{comments}</div></main>')

    assert "I say" not in only(read_page(tmp_path, page))["body"]


# Texts that were merely put into HTML


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<pre>{}</pre>", "<div>{}</div>"])
def test_a_dump_put_into_html_is_read_as_a_dump(tmp_path, wrap):
    first = "Ferry strike ends after nine days\n\nLISBON: " + " ".join(SENTENCES[:3])
    second = "Grain terminal opens at Constanta\n\nCONSTANTA: The terminal can load forty thousand tonnes a day. The quay is new."
    text = f"{first}\n\n---\n\n{second}"
    markup = wrap.format(text) if "pre" in wrap else "".join(wrap.format(part) for part in text.split("\n\n"))
    articles = read_page(tmp_path, f"<html><body>{markup}</body></html>")

    assert sorted(articles["title"]) == ["Ferry strike ends after nine days", "Grain terminal opens at Constanta"]
    assert sorted(articles["place"]) == ["CONSTANTA", "LISBON"]


def test_the_title_of_a_bare_page_is_the_articles(tmp_path):
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    article = only(read_page(tmp_path, f"<title>Ferry strike ends</title>{body}"))

    assert (article["title"], article["title_origin"]) == ("Ferry strike ends", "given")


# Encodings and broken markup


@pytest.mark.parametrize(
    ("encoding", "declared", "words"),
    [
        ("utf-8", "", "Die Fähre fährt wieder über den Fluß nach Łódź"),
        ("utf-8", "iso-8859-1", "Die Fähre fährt wieder über den Fluß nach Łódź"),
        ("utf-8-sig", "utf-8", "Die Fähre fährt wieder über den Fluß"),
        ("utf-16", "utf-16", "Die Fähre fährt wieder über den Fluß"),
        ("cp1252", "iso-8859-1", "Die Fähre – „endlich“ – fährt wieder für 3 €"),
        ("cp1251", "windows-1251", "Паром снова ходит через реку после забастовки"),
        ("koi8-r", "KOI8-R", "Паром снова ходит через реку после забастовки"),
        ("gb18030", "gb2312", "渡轮罢工九天后结束，船员周五恢复工作。"),
        ("cp932", "Shift_JIS", "フェリーのストは九日目に終わった。"),
        ("cp1256", "windows-1256", "انتهى إضراب العبارات بعد تسعة أيام"),
        ("cp1251", "utf-7", "Паром снова ходит через реку после забастовки"),
        ("cp1251", "", "Паром снова ходит через реку после забастовки"),
    ],
)
def test_the_encoding_is_as_declared_or_as_it_is(tmp_path, encoding, declared, words):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}<title>{words}</title></head><body><article><p>{f'{words}. ' * 4}</p></article></body></html>"
    article = only(read_page(tmp_path, page.encode(encoding)))

    assert article["title"] == words
    assert words in article["body"]


@pytest.mark.parametrize(
    "markup",
    [
        "<article><h1>{t}<p>{b}",
        "<ARTICLE><H1>{t}</h2><p>{b}</div></ARTICLE></body></html><p>",
        "<html><body><article><h1>{t}</h1><p>{b}</p><script>if (a < b) document.write('<p>')",
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://a.example/x.dtd'>"
        "<html xmlns='http://www.w3.org/1999/xhtml'><body><article><h1>{t}</h1><p>{b}</p></article></body></html>",
        "<html><body><article\0><h1>{t}</h1><p>{b}<\0/p></article></body></html>",
        "<html><head><title>{t}</title></head><frameset><noframes><article><p>{b}</p></article></noframes></frameset></html>",
    ],
)
def test_broken_markup_loses_no_words(tmp_path, markup):
    article = only(read_page(tmp_path, markup.format(t="Ferry strike ends after nine days", b=" ".join(SENTENCES))))

    assert article["title"] == "Ferry strike ends after nine days"
    assert all(sentence in article["body"] for sentence in SENTENCES)


def test_no_entity_is_looked_up(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    page = f"{entity}<html><body><p>A &x; and {SENTENCES[0]}</p></body></html>"

    assert "the secret" not in str(read_page(tmp_path, page).to_dict())


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xhtml", ".php", ".aspx", ".txt", ""])
def test_a_page_is_known_by_its_content(tmp_path, suffix):
    assert only(read_page(tmp_path, news_page(head=DECLARED), "page" + suffix))["source"] == "Harbour Gazette"


def test_a_packed_page_is_read(tmp_path):
    assert len(read_page(tmp_path, gzip.compress(news_page().encode()), "page.html.gz")) == 1


@pytest.mark.parametrize(
    "markup", ["", "<html></html>", "<!-- nothing -->", "<html><script>x</script></html>", "<p> </p>"]
)
def test_a_page_without_text_is_rejected(tmp_path, markup):
    with pytest.raises(ValueError, match=r"the page holds no text|the file is empty"):
        read_page(tmp_path, markup)


# Size and time


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{SENTENCES[i % 6]} It was report {i}.</p>" for i in range(18_000)),
        f"<p>{' '.join(SENTENCES) * 3_600}</p>",
        "<table>" + "<tr><td>boat</td><td>7</td></tr>" * 60_000,
        "<a href='/x'>word</a> " * 80_000,
        "<b>x " * 200_000,
        "<!--" * 400_000,
        "<p" * 800_000,
        "&amp;" * 400_000,
        " " * 2_000_000 + "<p>End.",
    ],
    ids=["paragraphs", "one line", "table", "links", "deep", "comments", "tags", "entities", "spaces"],
)
def test_two_million_characters_take_seconds(tmp_path, body):
    began = time.process_time()
    (tmp_path / "good.jsonl").write_text('{"title": "Dam level falls"}')
    (tmp_path / "large.html").write_text(f"<html><head><title>Large</title></head><body>{body}</body></html>")

    articles = read_articles(tmp_path)

    assert time.process_time() - began < 30
    assert len(articles) + len(articles.attrs["rejected"]) >= 2


def test_a_long_page_loses_no_paragraph(tmp_path):
    body = "".join(f"<p>{SENTENCES[i % 6]} It was report {i}.</p>" for i in range(12_000))
    text = only(read_page(tmp_path, news_page(head=DECLARED, body=body)))["body"]

    assert text.count("It was report") == 12_000


def test_what_is_nested_too_deeply_is_read_as_text(tmp_path):
    articles = read_page(tmp_path, "<html><body>" + "<div>" * 50_000 + SENTENCES[0] + "</body></html>")

    assert SENTENCES[0] in only(articles)["body"]
    assert "nested too deeply" in articles.attrs["notes"][0]["note"]


pieces = st.sampled_from(
    ["<p>", "</p>", "<article>", "<h1>", "</h1>", "<script>", "<!--", "-->", "<![CDATA[", "<table><td>", "&#x110000;", "&lt", "<",
     ">", '"', "<a href='", "\0", "\ud800", "é", "word ", "<li>", "<template>", "<svg>", "<title>", "<meta charset=",
     "<pre>\n", "<br>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("<article>\x08")
@example("<article>&#8;word</article>")
@given(st.lists(st.one_of(pieces, st.text(max_size=10)), max_size=40).map("".join))
def test_no_markup_at_all_raises_anything(tmp_path, markup):
    (tmp_path / "good.jsonl").write_text('{"title": "Dam level falls"}')
    (tmp_path / "odd.html").write_bytes(markup.encode("utf-8", "surrogatepass"))

    articles = read_articles(tmp_path)

    assert "Dam level falls" in set(articles["title"])
    assert not [entry for entry in articles.attrs["rejected"] if "could not be read" in entry["reason"]]


# Pages saved with their folder


def test_the_folder_of_a_saved_page_is_furniture_and_accounted_for(tmp_path):
    inbox = tmp_path / "inbox"
    for page, folder in (("Ferry strike.html", "Ferry strike_files"), ("Fähre.htm", "Fähre-Dateien")):
        (inbox / folder / "sub").mkdir(parents=True)
        (inbox / page).write_text(news_page(head=DECLARED, seed=len(page)))
        (inbox / folder / "saved_resource.html").write_text(news_page("An advertisement in a frame"))
        (inbox / folder / "sub" / "style.css").write_text("p { color: black }")
        (inbox / folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\0")
    (inbox / "other_files").mkdir()
    (inbox / "other_files" / "grain.txt").write_text(
        "Grain terminal opens\n\nCONSTANTA: It loads forty thousand tonnes a day."
    )

    articles = read_articles(inbox)

    assert sorted(articles["origin"].str.partition("#")[0]) == [
        "inbox/Ferry strike.html:1", "inbox/Fähre.htm:1", "inbox/other_files/grain.txt",
    ]  # fmt: skip
    assert articles.attrs["rejected"] == []
    assert sum("3 files in the folder" in note["note"] for note in articles.attrs["notes"]) == 2


# A missing library


def test_a_missing_library_is_a_rejected_file_that_names_the_extra(tmp_path, monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.split(".")[0] in ("lxml", "trafilatura")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("lxml", "trafilatura"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "good.jsonl").write_text('{"title": "Dam level falls"}')
    (tmp_path / "page.html").write_text(news_page())

    [entry] = read_articles(tmp_path).attrs["rejected"]

    assert "pip install -e '.[formats]'" in entry["reason"]
