"""An address on the web -> where exactly to connect, once every machine behind it is known to be a public one.

Only http and https; no name is resolved twice, so what was checked is what is connected to. Nothing is sent from here.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

LONGEST_ADDRESS = 4_096  # characters
SCHEMES = {"http": 80, "https": 443}
_KEPT = "/%:=&?~+!$,;'@()*[]|"  # characters of an address that are not quoted again
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses as networks with IPv6 alone write them

Machine = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    """Where to connect: the checked machines in the order of the resolver, and what to ask them for."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    machines: tuple[str, ...]


class Refusal(ValueError):
    """An address that is not fetched; the message says why, `status` what the server answered (0 if it did not)."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


def check_address(url: str, *, allow_private: bool = False) -> Target:
    """Resolve an address and check every machine behind it.

    Parameters
    ----------
    url
        The address, http or https.
    allow_private
        Whether machines of this network (private, loopback, link-local) may be asked.

    Raises
    ------
    Refusal
        When the address is malformed, of another scheme, holds a password, is unknown, or leads to a machine that is not
        public.

    Examples
    --------
    >>> check_address("file:///etc/passwd")
    Traceback (most recent call last):
    topics.articles.addresses.Refusal: Got the address 'file:///etc/passwd' but only http and https are fetched
    """
    parts, port = _split(url)
    host = _ascii_host(parts, url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refusal(f"the host {host} could not be found: {getattr(error, 'strerror', None) or error}") from error
    machines = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for machine in machines:
        if not is_public(machine) and not (allow_private and is_nearby(machine)):
            where = machine if machine == host else f"{host}, which is {machine},"
            cure = "--allow-private (allow_private=True) fetches from machines of your own network"
            raise Refusal(f"Got the address {url[:200]!r} but {where} is no public machine; {cure}")
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return Target(parts._replace(fragment="").geturl(), parts.scheme, host, port, path, machines)


def is_public(machine: str) -> bool:
    """Tell whether an IP address is one of the public internet, however an IPv4 address is written in IPv6.

    Examples
    --------
    >>> [is_public(machine) for machine in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in _all_written(machine))


def is_nearby(machine: str) -> bool:
    """Tell whether an IP address is a machine of this network, or this machine.

    Examples
    --------
    >>> [is_nearby(machine) for machine in ("127.0.0.1", "192.168.1.7", "fe80::1", "224.0.0.1", "0.0.0.0")]
    [True, True, True, False, False]
    """
    return not any(each.is_multicast or each.is_unspecified for each in _all_written(machine))


def _split(url: str) -> tuple[SplitResult, int]:
    if len(url) > LONGEST_ADDRESS:
        raise Refusal(f"Got an address of {len(url):,} characters but expected at most {LONGEST_ADDRESS:,}")
    try:
        parts = urlsplit(url.strip())
        port = parts.port or SCHEMES.get(parts.scheme, 0)
    except ValueError as error:
        raise Refusal(f"Got the address {url[:200]!r} but it is malformed: {error}") from error
    if parts.scheme not in SCHEMES:
        raise Refusal(f"Got the address {url[:200]!r} but only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise Refusal(f"Got an address on {parts.hostname} with a name or password in it; download it yourself")
    if not parts.hostname:
        raise Refusal(f"Got the address {url[:200]!r} but it names no host")
    return parts, port


def _ascii_host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Refusal(f"Got the address {url[:200]!r} but its host is malformed: {error}") from error


def _all_written(machine: str) -> list[Machine]:
    """Give an address and every IPv4 address that it holds."""
    address = ipaddress.ip_address(machine)
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    inside += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if address in _NAT64 else []
    held: list[Machine] = [each for each in inside if each is not None]
    return held if address.ipv4_mapped or address in _NAT64 else [address, *held]
