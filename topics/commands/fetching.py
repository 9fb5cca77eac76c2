"""The two options without which no command asks the web for anything: --fetch and --allow-private.

They are told to `read_articles` as they stand; nothing is fetched from here.
"""

from __future__ import annotations

import argparse
from typing import TypedDict


class Leave(TypedDict, total=False):
    """What the user allows, as `read_articles` calls it."""

    fetch: bool
    allow_private: bool


def add_fetching(command: argparse.ArgumentParser) -> None:
    """Add the options; `fetching` turns what was typed into arguments of `read_articles`."""
    told = "INPUT may be an address of a page or a feed (http, https); the feeds of an .opml list are fetched"
    command.add_argument("--fetch", action="store_true", help=told)
    command.add_argument("--allow-private", action="store_true", help="fetch from machines of your own network too")


def fetching(arguments: argparse.Namespace) -> Leave:
    """Take what `read_articles` wants to know from the arguments of a command.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_fetching(parser)
    >>> fetching(parser.parse_args(["--fetch"]))
    {'fetch': True, 'allow_private': False}
    """
    return {"fetch": arguments.fetch, "allow_private": arguments.allow_private}
