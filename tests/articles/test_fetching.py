"""Fetching: only when asked, never from machines of this network unless told so, politely, within limits."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from topics.articles import addresses, fetching, read_articles
from topics.articles.addresses import Refusal, check_address, is_public
from topics.articles.fetching import Fetcher

from .page_makers import DECLARED, news_page
from .test_feeds import ITEM, rss

HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """A small web site on this machine; `pages` maps paths to (status, headers, body) or to a function of the handler."""

    def __init__(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                site.headers.append(dict(self.headers))
                answer = site.pages.get(self.path, (404, {}, b"no such page"))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.pages, self.asked, self.headers = {}, [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a visitor that hangs up is what some tests are about
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site():
    running = Site()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def slept(monkeypatch):
    """Nobody waits in these tests; what would have been waited for is written down."""
    seconds = []
    monkeypatch.setattr(fetching.time, "sleep", lambda wait: seconds.append(wait))
    return seconds


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_text('{"title": "Dam level falls"}')
    return path


def fetched(*sources, **options):
    return read_articles([*map(str, sources)], fetch=True, allow_private=True, **options)


# Only when asked


@pytest.mark.parametrize("url", ["https://gazette.example/1", "http://127.0.0.1/", " HTTPS://GAZETTE.example"])
def test_nothing_is_fetched_unless_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("a name was looked up"))
    with pytest.raises(ValueError, match=r"nothing is fetched unless you ask for it; use --fetch \(fetch=True\)"):
        read_articles([url])


def test_a_page_is_fetched_and_knows_its_address(site, slept):
    site.pages["/2026/02/27/ferry?id=7"] = (200, HTML, news_page("Fährstreik endet").encode())
    articles = fetched(f"{site.base}/2026/02/27/ferry?id=7#top")

    assert articles["title"].tolist() == ["Fährstreik endet"]
    assert articles["url"].tolist() == [f"{site.base}/2026/02/27/ferry?id=7"]
    assert articles["published"][0].date().isoformat() == "2026-02-27"
    assert articles["origin"].tolist() == [f"{site.base}/2026/02/27/ferry?id=7#top:1"]
    assert site.asked == ["/robots.txt", "/2026/02/27/ferry?id=7"]


def test_pages_feeds_and_files_mix(site, slept, good):
    site.pages["/page"] = (200, HTML, news_page(head=DECLARED).encode())
    site.pages["/rss"] = (200, {"Content-Type": "text/xml"}, rss(ITEM).encode())
    site.pages["/feed.json"] = (
        200, {"Content-Type": "application/feed+json"},
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "Grain terminal opens"}]}',
    )  # fmt: skip
    articles = fetched(f"{site.base}/page", f"{site.base}/rss", f"{site.base}/feed.json", good)

    assert sorted(articles["title"]) == [
        "Dam level falls", "Ferry strike ends & boats sail", "Ferry strike ends after nine days", "Grain terminal opens",
    ]  # fmt: skip
    assert articles.attrs["formats"] == {
        "good.jsonl": "JSON lines", f"{site.base}/feed.json": "JSON feed", f"{site.base}/page": "web page",
        f"{site.base}/rss": "feed",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-2022-jp"])
def test_what_was_fetched_may_be_in_any_encoding(site, slept, encoding):
    title = "フェリーのストは九日目に終わった"
    feed = rss(ITEM.replace("Ferry strike ends", title)).replace(
        'version="1.0"', f'version="1.0" encoding="{encoding}"', 1
    )
    site.pages["/rss"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode(encoding))
    site.pages["/page"] = (
        200,
        {"Content-Type": f"text/html; charset={encoding}"},
        news_page(title).encode(encoding, "replace"),
    )

    assert sorted(fetched(f"{site.base}/rss", f"{site.base}/page")["title"]) == [title, f"{title} & boats sail"]


@pytest.mark.parametrize("local", [True, False])
def test_a_list_of_feeds_stands_for_its_feeds(site, slept, tmp_path, local):
    for number in (1, 2):
        item = ITEM.replace("gazette-17", str(number)).replace("Ferry", f"Ferry {number}")
        site.pages[f"/rss{number}"] = (200, {}, rss(item).encode())
    outlines = "".join(f'<outline xmlUrl="{site.base}/rss{number}"/>' for number in (1, 2, 1, 3))
    opml = f'<opml version="2.0"><body>{outlines}</body></opml>'
    site.pages["/feeds.opml"] = (200, {}, opml.encode())
    (tmp_path / "feeds.opml").write_text(opml)

    articles = fetched(tmp_path / "feeds.opml" if local else f"{site.base}/feeds.opml")

    assert sorted(articles["key"]) == ["1", "2"]
    assert site.asked.count("/rss1") == 1
    [entry] = articles.attrs["rejected"]
    assert entry["file"] == f"{site.base}/rss3"
    assert "the server answered 404 Not Found" in entry["reason"]


@pytest.mark.parametrize(
    ("number", "reason"), [(0, "the list names no feed"), (5, "names 5 feeds; the last 2 were not fetched")]
)
@pytest.mark.parametrize("local", [True, False])
def test_what_of_a_list_is_not_fetched_is_said(site, slept, tmp_path, good, monkeypatch, local, number, reason):
    monkeypatch.setattr("topics.articles.fetched.MOST_FEEDS", 3)
    outlines = "".join(f'<outline xmlUrl="{site.base}/rss{i}"/>' for i in range(number))
    opml = f"<opml><body>{outlines}</body></opml>"
    site.pages["/feeds.opml"] = (200, {}, opml.encode())
    (tmp_path / "feeds.opml").write_text(opml)

    rejected = fetched(tmp_path / "feeds.opml" if local else f"{site.base}/feeds.opml", good).attrs["rejected"]

    assert any(reason in entry["reason"] and entry["file"].endswith("feeds.opml") for entry in rejected)
    assert sum(path.startswith("/rss") for path in site.asked) == min(number, 3)


def test_the_same_address_is_asked_for_once(site, slept):
    site.pages["/page"] = (200, HTML, news_page().encode())
    fetched(f"{site.base}/page", f"{site.base}/page")

    assert site.asked.count("/page") == 1


# Where a request may go


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[fc00::1]/",
        "http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://0.0.0.0/", "http://224.0.0.1/", "http://[::]/",
    ],
)  # fmt: skip
def test_machines_of_this_network_are_not_asked(url, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    with pytest.raises(ValueError, match=r"no public machine|could not be found"):
        read_articles(url, fetch=True)


@pytest.mark.parametrize("url", ["http://0.0.0.0/", "http://224.0.0.1/", "http://[ff02::1]/", "http://[::]/"])
def test_some_machines_are_never_asked(url):
    with pytest.raises(Refusal, match="no public machine"):
        check_address(url, allow_private=True)


def test_one_private_machine_among_public_ones_is_enough_to_refuse(monkeypatch):
    machines = [(2, 1, 6, "", (machine, 80)) for machine in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: machines)

    with pytest.raises(Refusal, match=r"gazette.example, which is 10.0.0.7, is no public"):
        check_address("http://gazette.example/")


def test_what_was_checked_is_connected_to_and_no_name_is_looked_up_again(site, slept, monkeypatch):
    site.pages["/page"] = (200, HTML, news_page().encode())
    port = site.server.server_port
    found = iter([[(2, 1, 6, "", ("127.0.0.1", port))], [(2, 1, 6, "", ("127.0.0.1", port))]])
    whole = socket.getaddrinfo

    def resolve(host, *arguments, **options):
        return next(found) if host == "rebinding.example" else whole(host, *arguments, **options)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolve)
    articles = fetched(f"http://rebinding.example:{port}/page")

    assert len(articles) == 1  # one look-up for robots.txt and one for the page; a third would end the test
    assert site.headers[-1]["Host"] == f"rebinding.example:{port}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://gazette.example/", "only http and https"),
        ("gopher://gazette.example/", "only http and https"),
        ("https://name:secret@gazette.example/", "name or password in it"),
        ("https:///page", "names no host"),
        ("https://gazette.example:99999/", "malformed"),
        ("https://[broken/", "malformed"),
        ("https://" + "a" * 70 + ".example/", "could not be found|malformed"),
        ("https://gazette.example/" + "a" * 5_000, "at most 4,096"),
    ],
)
def test_odd_addresses_are_refused_in_a_sentence(url, reason):
    with pytest.raises(Refusal, match=reason) as caught:
        check_address(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("machine", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_machines_are_public(machine):
    assert is_public(machine)


# Redirects


def moved(where, status=302):
    return (status, {"Location": where}, b"")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_is_the_pages(site, slept, status):
    site.pages["/old"] = moved("/2026/02/27/new", status)
    site.pages["/2026/02/27/new"] = (200, HTML, news_page().encode())

    assert fetched(f"{site.base}/old")["url"].tolist() == [f"{site.base}/2026/02/27/new"]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("http://0.0.0.0/", "no public machine"),
        ("/loop", "redirected more than 5 times"),
        ("http://[bad", "redirected to an address that is malformed"),
        ("http://name:secret@127.0.0.1/", "name or password"),
    ],
)
def test_where_a_redirect_leads_is_checked_again(site, slept, good, where, reason):
    site.pages["/start"], site.pages["/loop"] = moved(where), moved("/loop")

    [entry] = fetched(f"{site.base}/start", good).attrs["rejected"]

    assert reason in entry["reason"]


def test_a_public_address_may_not_redirect_into_this_network(site, slept, monkeypatch):
    """The first machine counts as public, the one it redirects to is what it is."""
    site.pages["/start"] = moved("http://127.0.0.1:9/secret")
    monkeypatch.setattr(addresses, "is_public", lambda machine: machine != "127.0.0.1" or not site.asked[1:])

    with pytest.raises(ValueError, match="no public machine"):
        read_articles(f"{site.base}/start", fetch=True)
    assert site.asked == ["/robots.txt", "/start"]


# Manners


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: newstopics\nDisallow: /news\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newstopics\nAllow: /", True),
        ("\xff\xfe nonsense <html>", True),
    ],
)
def test_robots_txt_is_obeyed(site, slept, good, robots, allowed):
    site.pages["/robots.txt"] = (200, {}, robots.encode("latin-1"))
    site.pages["/news"] = (200, HTML, news_page().encode())

    articles = fetched(f"{site.base}/news", good)

    assert ("/news" in site.asked) == allowed
    assert [entry["reason"] for entry in articles.attrs["rejected"]] == (
        [] if allowed else ["the robots.txt of its host forbids to fetch it"]
    )


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_robots_txt_that_fails_is_a_limit_and_a_missing_one_is_none(site, slept, good, status, allowed):
    site.pages["/robots.txt"] = (status, {}, b"")
    site.pages["/news"] = (200, HTML, news_page().encode())

    fetched(f"{site.base}/news", good)

    assert ("/news" in site.asked) == allowed


def test_a_host_is_asked_once_a_second_and_its_rules_once(site, slept):
    for number in range(3):
        site.pages[f"/{number}"] = (200, HTML, news_page(f"Report number {number} from the quay").encode())
    fetched(*(f"{site.base}/{number}" for number in range(3)))

    assert site.asked == ["/robots.txt", "/0", "/1", "/2"]
    assert [round(wait) for wait in slept] == [0, 1, 1, 1]


def test_a_host_may_ask_for_more_patience(site, slept):
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7")
    site.pages["/0"] = (200, HTML, news_page().encode())
    fetched(f"{site.base}/0")

    assert round(slept[-1]) == 7


def test_the_visitor_says_who_it_is_and_sends_no_cookie(site, slept):
    site.pages["/page"] = (200, {**HTML, "Set-Cookie": "a=b"}, news_page().encode())
    fetched(f"{site.base}/page")

    assert site.headers[-1]["User-Agent"].startswith("newstopics")
    assert not {"Cookie", "Referer", "Authorization"} & set(site.headers[-1])


# Limits


def test_a_packed_answer_is_unpacked(site, slept):
    site.pages["/page"] = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(news_page().encode()))

    assert len(fetched(f"{site.base}/page")) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_an_answer_may_not_be_endless(site, slept, good, packed, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_BYTES", 100_000)
    data = b"boats " * 1_000_000
    site.pages["/page"] = (200, {"Content-Encoding": "gzip"} if packed else {}, gzip.compress(data) if packed else data)

    [entry] = fetched(f"{site.base}/page", good).attrs["rejected"]

    assert "holds more than 100,000 bytes" in entry["reason"]


def test_a_slow_answer_is_given_up(site, slept, good, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", 0.5)
    pause = threading.Event()

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            pause.wait(0.1)

    site.pages["/page"] = drip
    began = time.monotonic()
    [entry] = fetched(f"{site.base}/page", good).attrs["rejected"]

    assert time.monotonic() - began < 5
    assert "longer than" in entry["reason"]


def test_slow_headers_are_given_up(site, slept, good, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", 0.5)
    pause = threading.Event()

    def drip(handler):
        for _ in range(100):
            try:
                handler.wfile.write(b"X")
                handler.wfile.flush()
            except OSError:
                return
            pause.wait(0.1)

    site.pages["/page"] = drip
    began = time.monotonic()
    [entry] = fetched(f"{site.base}/page", good).attrs["rejected"]

    assert time.monotonic() - began < 5
    assert "longer than" in entry["reason"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, {"Content-Length": "5000"}, b"<p>short"), "broke off"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"<p>boats" * 50)[:-9]), "broke off"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip at all"), "could not be fetched"),
        ((200, {"Content-Encoding": "br"}, b"x"), "was not asked for"),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"), "Got application/pdf but expected a page or a feed"),
        ((200, HTML, b""), "the answer is empty"),
        ((200, HTML, b"<html></html>"), "holds no text"),
        ((500, {}, b""), "the server answered 500"),
        ((304, {}, b""), "the server answered 304"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "could not be fetched"),
        (lambda handler: None, "could not be fetched"),
    ],
)
def test_an_answer_that_is_none_is_a_rejected_file_with_its_reason(site, slept, good, answer, reason):
    site.pages["/page"] = answer

    [entry] = fetched(f"{site.base}/page", good).attrs["rejected"]

    assert entry["file"] == f"{site.base}/page"
    assert reason in entry["reason"]


def test_a_machine_that_does_not_answer_is_a_rejected_file(slept, good):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    [entry] = fetched(f"http://127.0.0.1:{port}/", good).attrs["rejected"]

    assert "refused" in entry["reason"]


def test_delay_is_kept_without_a_patched_clock(site):
    site.pages["/page"] = (200, HTML, b"x")
    fetcher = Fetcher(allow_private=True, delay=0.2)
    began = time.monotonic()
    fetcher.get(f"{site.base}/page")
    fetcher.get(f"{site.base}/page")

    assert time.monotonic() - began >= 0.4


# Over TLS


@pytest.fixture
def secure(site, tmp_path):
    """The site behind a certificate that it wrote itself, for the name localhost."""
    if not shutil.which("openssl"):
        pytest.skip("needs the program openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.base = f"https://localhost:{site.server.server_port}"
    site.pages["/page"] = (200, HTML, news_page().encode())
    return certificate


def test_a_certificate_that_nobody_vouches_for_is_refused(site, secure, slept, good):
    [entry] = fetched(f"{site.base}/page", good).attrs["rejected"]

    assert "certificate verify failed" in entry["reason"]
    assert site.asked == []


def test_a_page_is_fetched_over_tls_by_the_name_of_its_host(site, secure, slept, monkeypatch):
    monkeypatch.setattr(fetching, "_trust", lambda: ssl.create_default_context(cafile=str(secure)))

    assert fetched(f"{site.base}/page")["url"].tolist() == [f"{site.base}/page"]
