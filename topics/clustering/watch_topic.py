"""One entry of a watch-list: what it holds, how it is read and how it is written.

Stands before `watchlist` on the straight line. It reads strictly: a key that does nothing is a mistake somebody wants to know of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches

LISTS = ("phrases", "examples", "rejected", "exclude")
KEYS = ("name", "description", *LISTS)


@dataclass(frozen=True)
class WatchTopic:
    """One named topic.

    Attributes
    ----------
    name
        What it is called.
    description
        One sentence of what it is.
    phrases
        Words it is told in.
    examples, rejected
        Texts that are about it, and texts that looked as if they were and that the analyst turned down.
    exclude
        Phrases that rule an article out.
    """

    name: str
    description: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def topic_from(entry: object, number: int) -> WatchTopic:
    """Return an entry from its table in a file; a mistake is named with the number of the entry."""
    if not isinstance(entry, dict):
        raise ValueError(f"Got {entry!r} as entry {number} of the watch-list but expected a table headed [[topic]].")
    for key in entry:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1, cutoff=0.4)
            raise ValueError(
                f"Got the key {key!r} in entry {number} of the watch-list but expected {', '.join(KEYS)}"
                + (f"; did you mean {near[0]!r}?" if near else ".")
            )
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f'Got entry {number} of the watch-list without a name but expected name = "...".')
    lists = {key: checked_texts(entry.get(key, []), key, name) for key in LISTS}
    description = entry.get("description", "")
    if not isinstance(description, str):
        raise ValueError(f"Got description={description!r} in {name!r} but expected a sentence.")
    if both := sorted({*lists["examples"]} & {*lists["rejected"]}):
        raise ValueError(f"Got {both[0]!r} in examples and in rejected of {name!r} but expected it in one of the two.")
    return WatchTopic(name.strip(), description.strip(), **lists)


def checked_texts(value: object, key: str, name: str) -> tuple[str, ...]:
    """Return texts stripped, empty ones left out; anything but a list of texts is refused."""
    if isinstance(value, list | tuple) and all(isinstance(text, str) for text in value):
        return tuple(text.strip() for text in value if text.strip())
    raise ValueError(f"Got {key}={value!r} in {name!r} but expected a list of texts.")


def judged(topic: WatchTopic, accepted: tuple[str, ...], rejected: tuple[str, ...]) -> WatchTopic:
    """Return an entry with more judged texts; one that was judged otherwise before changes sides."""
    kept = [text for text in topic.examples if text not in rejected]
    turned_down = [text for text in topic.rejected if text not in accepted]
    return replace(
        topic,
        examples=tuple(dict.fromkeys([*kept, *accepted])),
        rejected=tuple(dict.fromkeys([*turned_down, *rejected])),
    )


def topic_toml(topic: WatchTopic) -> str:
    """Return an entry as TOML, without the keys that hold nothing.

    >>> print(topic_toml(WatchTopic("Piracy", phrases=("hijacked ship",))), end="")
    [[topic]]
    name = "Piracy"
    phrases = [
        "hijacked ship",
    ]
    """
    lines = ["[[topic]]", f"name = {_quoted(topic.name)}"]
    if topic.description:
        lines.append(f"description = {_quoted(topic.description)}")
    for key in LISTS:
        if texts := getattr(topic, key):
            lines += [f"{key} = [", *(f"    {_quoted(text)}," for text in texts), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # else JSON's escapes are TOML's
