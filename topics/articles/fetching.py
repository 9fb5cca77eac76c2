"""Asking the web for a page or a feed, only when the user has said so: slowly, within limits, and where robots.txt allows it.

Every address, also one that an answer redirects to, is checked before a byte is sent (addresses.py). No cookies, no login.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from topics.articles.addresses import SCHEMES, Refusal, Target, check_address

AGENT = "newstopics"
MAX_BYTES = 20_000_000  # of one answer, unpacked; the largest pages of news have some 5 MB
MAX_ROBOTS_BYTES = 500_000  # of a robots.txt, as RFC 9309 asks for at least
MAX_REDIRECTS = 5
WAIT_SECONDS = 20.0  # for a connection, and for each piece of an answer
LONGEST_SECONDS = 60.0  # for a whole answer, however slowly it drips
DELAY_SECONDS = 1.0  # between two requests to one host
LONGEST_DELAY = 30.0  # that a robots.txt may ask for; one that asks for more is not waited for
_TOO_SLOW = f"it took longer than {LONGEST_SECONDS:.0f} seconds"
_CHUNK = 65_536
_MOVED = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": f"{AGENT} (reads what its user names; python http.client)",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True)
class Answer:
    """What came back: the address it came from in the end, its type and charset as the server said, and the bytes."""

    url: str
    kind: str
    charset: str
    data: bytes


@dataclass
class Fetcher:
    """One polite visitor: it remembers when it last asked each host, and what their robots.txt say.

    Parameters
    ----------
    allow_private
        Whether machines of this network may be asked.
    delay
        Seconds between two requests to one host; a robots.txt may ask for more.
    """

    allow_private: bool = False
    delay: float = DELAY_SECONDS
    _asked: dict[str, float] = field(default_factory=dict, repr=False)
    _rules: dict[str, RobotFileParser | str] = field(default_factory=dict, repr=False)

    def get(self, url: str) -> Answer:
        """Fetch one address.

        Raises
        ------
        Refusal
            When it must not or could not be fetched, with the reason for the list of rejected files.
        """
        return self._followed(url, MAX_BYTES, self._check_robots)

    def _followed(self, url: str, most: int, check: Callable[[str], None]) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            target = check_address(url, allow_private=self.allow_private)
            check(target.url)
            self._wait(target.host)
            status, where, answer = _ask(target, most)
            if status in _MOVED and where:
                url = _next(target.url, where)
            elif status == http.HTTPStatus.OK:
                return answer
            else:
                raise Refusal(f"the server answered {status} {http.client.responses.get(status, '')}".rstrip(), status)
        raise Refusal(f"it was redirected more than {MAX_REDIRECTS} times")

    def _wait(self, host: str) -> None:
        now = time.monotonic()
        rules = self._rules.get(host)
        asked = rules.crawl_delay(AGENT) if isinstance(rules, RobotFileParser) else None
        ready = self._asked.get(host, now - LONGEST_DELAY) + max(self.delay, float(asked or 0))
        time.sleep(max(0.0, ready - now))
        self._asked[host] = time.monotonic()

    def _check_robots(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._rules[host] = self._read_robots(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, str):
            raise Refusal(f"its robots.txt could not be read ({rules}), so it is not fetched")
        if not rules.can_fetch(AGENT, url):
            raise Refusal("the robots.txt of its host forbids to fetch it")
        if float(rules.crawl_delay(AGENT) or 0) > LONGEST_DELAY:
            raise Refusal(f"the robots.txt of its host asks for more than {LONGEST_DELAY:.0f} seconds between requests")

    def _read_robots(self, url: str) -> RobotFileParser | str:
        """Read the rules of a host; as RFC 9309 says, none are no limit, and a failing server is one."""
        rules = RobotFileParser()
        try:
            answer = self._followed(url, MAX_ROBOTS_BYTES, _allow)
        except Refusal as refusal:
            if not 400 <= refusal.status < 500 or refusal.status == http.HTTPStatus.TOO_MANY_REQUESTS:
                return str(refusal)
            rules.parse([])
        else:
            rules.parse(answer.data.decode("utf-8", "replace").splitlines())
        return rules


def _next(url: str, where: str) -> str:
    try:
        return urljoin(url, where)
    except ValueError as error:
        raise Refusal(f"it was redirected to an address that is malformed: {error}") from error


def _allow(_url: str) -> None:
    """Ask no robots.txt for leave to read a robots.txt."""


def _ask(target: Target, most: int) -> tuple[int, str, Answer]:
    late = threading.Event()
    try:
        with _connected(target, late) as connection:
            connection.request("GET", target.path, headers=_HEADERS)
            answer = connection.getresponse()
            content = answer.headers
            data = _body(answer, most) if answer.status == http.HTTPStatus.OK else b""
    except Refusal:
        raise
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise Refusal(_TOO_SLOW if late.is_set() else f"it could not be fetched: {_sentence(error)}") from error
    if late.is_set():
        raise Refusal(_TOO_SLOW)
    kind, charset = content.get_content_type(), content.get_content_charset() or ""
    return answer.status, content.get("Location", ""), Answer(target.url, kind, charset, data)


@contextmanager
def _connected(target: Target, late: threading.Event) -> Iterator[http.client.HTTPConnection]:
    """Connect to a checked machine, and hang up when the whole answer takes too long: a timeout starts anew with each byte."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=WAIT_SECONDS)
    connection.default_port = SCHEMES[target.scheme]  # which the header Host leaves out
    lines = [_socket(target)]
    watch = threading.Timer(LONGEST_SECONDS, _hang_up, [lines, late])
    watch.daemon = True
    watch.start()
    try:
        if target.scheme == "https":
            secure = _trust().wrap_socket(lines[0], server_hostname=target.host, do_handshake_on_connect=False)
            lines.append(secure)
            secure.do_handshake()
        connection.sock = lines[-1]
        yield connection
    finally:
        watch.cancel()
        connection.close()
        for line in lines:
            line.close()


def _socket(target: Target) -> socket.socket:
    failure: OSError = OSError("no machine behind it")
    for machine in target.machines:
        try:
            return socket.create_connection((machine, target.port), timeout=WAIT_SECONDS)
        except OSError as error:
            failure = error
    raise failure


def _hang_up(lines: list[socket.socket], late: threading.Event) -> None:
    late.set()
    for line in tuple(lines):
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


@cache
def _trust() -> ssl.SSLContext:
    """Trust the machine's own authorities and, where it is installed, certifi's: some machines have none."""
    context = ssl.create_default_context()
    with suppress(ImportError):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    coding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise Refusal(f"the server packed its answer as {coding}, which was not asked for")
    unpack = zlib.decompressobj(wbits=31) if coding != "identity" else None
    parts, size = [], 0
    while piece := answer.read1(_CHUNK):
        while piece:
            data = unpack.decompress(piece, _CHUNK) if unpack else piece
            piece = unpack.unconsumed_tail if unpack else b""
            parts.append(data)
            size += len(data)
            if size > most:
                raise Refusal(f"it holds more than {most:,} bytes; download it yourself")
    if answer.length or (unpack and parts and not unpack.eof):
        raise Refusal("the answer broke off before its end")
    return b"".join(parts)


def _sentence(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:200] or type(error).__name__
