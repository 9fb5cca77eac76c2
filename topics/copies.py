"""Articles -> groups of copies: which text was (nearly) taken over from which other.

Stands after `articles` and before `encoding` on the straight line. Compares words only: similarity of meaning would fold
independent reports of one event, which is the one thing that this stage must never do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from topics.engine import map_blocks

WORD = re.compile(r"\w+")
SHINGLE = 5  # words
FEWEST_SHINGLES = 12  # shorter texts are copies only when all their words are equal
SLACK = 0.5  # a copy of a copy must keep this share of the threshold with the original itself
MISSES_KEPT = 100
COMMON = 256  # a shingle in more articles than this is compared with the first of them only, not pair by pair
BLOCK = 2048  # articles whose overlaps are counted at once
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, repr=False)
class Copies:
    """Which article is a copy of which.

    Attributes
    ----------
    table
        One row a copy: `id`, `copy_of` (id of the original), `containment` (share of the shorter text's five-word runs
        that both texts have).
    misses
        The closest pairs that were not folded, same columns, nearest first: what to read when choosing a threshold.
    threshold
        The containment from which a text counts as a copy.
    n_articles
        Number of articles looked at.
    titles
        Title of every article in the two tables, by id.
    """

    table: pd.DataFrame
    misses: pd.DataFrame
    threshold: float
    n_articles: int
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def copy_ratio(self) -> float:
        """Share of the articles that are copies."""
        return len(self.table) / max(self.n_articles, 1)

    def originals(self, ids: pd.Series[str]) -> pd.Series[str]:
        """Return, for every id, the id of the text it goes back to (itself if it is no copy)."""
        original = dict(zip(self.table["id"], self.table["copy_of"], strict=True))
        return ids.map(lambda one: original.get(one, one))

    def __repr__(self) -> str:
        """Show what is copied most and what was only just left apart, as plain text."""
        from topics.views.copies_layout import copies_text

        return copies_text(self)

    def _repr_html_(self) -> str:
        from topics.views.copies_layout import copies_html

        return copies_html(self)


def find_copies(articles: pd.DataFrame, *, threshold: float = 0.5, window_days: float = 30.0) -> Copies:
    """Find copies: reprints, syndicated texts with a new headline or a cut tail, updates of one report.

    Parameters
    ----------
    articles
        Articles table; `id`, `title`, `body` and `published` are used.
    threshold
        Containment |A ∩ B| / min(|A|, |B|) of five-word runs, 0..1, from which a text is a copy.
    window_days
        Two texts published further apart are no copies; an unknown day fits every day.

    Returns
    -------
    Groups around their originals: the earliest text, then the longest, then the smallest id. A copy of a copy must still
    overlap the original itself (half the threshold), so that chains of small edits do not grow.

    Notes
    -----
    Broder (1997), On the resemblance and containment of documents. All shared runs are counted exactly by a sparse
    product; there is no sketch and hence no miss.

    Examples
    --------
    >>> text = "The river rose two metres overnight and the old bridge was closed to all traffic, police in Porto said on Monday."
    >>> articles = pd.DataFrame({"id": ["a", "b"], "title": ["Flood", "Bridge shut"], "body": [text, text + " More later."],
    ...     "published": pd.to_datetime(["2026-01-05", "2026-01-06"], utc=True)})
    >>> find_copies(articles).table
      id copy_of  containment
    0  b       a          1.0
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"Got threshold={threshold!r} but expected a share above 0 and at most 1.")
    ranked = _originals_first(articles)
    shingles = _shingle_sets(ranked)
    sizes = np.array([len(s) for s in shingles])
    days = ranked["published"].to_numpy("datetime64[ns]").astype("datetime64[h]").astype("float64") / 24
    days[ranked["published"].isna()] = np.nan
    pairs = _overlaps(shingles, sizes, threshold * SLACK)
    near = ~(np.abs(days[pairs[:, 0].astype(int)] - days[pairs[:, 1].astype(int)]) > window_days)
    ids = ranked["id"].to_numpy(dtype=object)
    table, misses = _group(pairs[near], ids, threshold)
    named = pd.unique(pd.concat([table, misses])[["id", "copy_of"]].to_numpy().ravel())
    known = dict(zip(articles["id"], articles["title"], strict=True))
    return Copies(table, misses, threshold, len(articles), {one: known[one] for one in named})


def _originals_first(articles: pd.DataFrame) -> pd.DataFrame:
    length = articles["body"].str.len()
    order = articles.assign(_length=-length).sort_values(
        ["published", "_length", "id"], na_position="last", kind="stable"
    )
    return order.drop(columns="_length").reset_index(drop=True)


def _shingle_sets(articles: pd.DataFrame) -> list[NDArray[np.uint64]]:
    """Hash every run of five words; texts too short for that are one hash of all their words."""
    texts = [body or title for title, body in zip(articles["title"], articles["body"], strict=True)]
    blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
    return [shingles for block in map_blocks(_hashed, blocks, name="copies-hash") for shingles in block]


def _hashed(texts: list[str]) -> list[NDArray[np.uint64]]:
    numbers: dict[str, int] = {}  # a word has the same number in every block, whoever hashes it
    sets = []
    for text in texts:
        words = WORD.findall(text.casefold())
        numbers.update((word, _number(word)) for word in words if word not in numbers)
        sets.append(_shingles(np.array([numbers[word] for word in words], dtype=np.uint64)))
    return sets


def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf8", "surrogatepass"), digest_size=8).digest(), "little")


def _shingles(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    short = len(words) < FEWEST_SHINGLES + SHINGLE - 1
    width = max(len(words), 1) if short else SHINGLE
    # Short texts start from another number: a headline of five words is no copy of a report that holds these words.
    runs = np.full(max(len(words) - width + 1, 0), MIX if short else 0, dtype=np.uint64)
    for offset in range(width):
        runs = (runs ^ words[offset : offset + len(runs)]) * MIX
        runs ^= runs >> np.uint64(29)
    return np.unique(runs)


def _overlaps(shingles: list[NDArray[np.uint64]], sizes: NDArray[np.int64], least: float) -> NDArray[np.float64]:
    """Rows (earlier, later, containment) of all pairs whose containment reaches `least`, by rank of the original."""
    if not sizes.sum():
        return np.zeros((0, 3))
    _, columns = np.unique(np.concatenate(shingles), return_inverse=True)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    matrix = sp.csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(len(sizes), columns.max() + 1))
    frequency = np.bincount(columns)
    shared = matrix[:, (frequency > 1) & (frequency <= COMMON)].tocsr()
    common = matrix[:, frequency > COMMON].tocsc()
    hidden = sizes - np.asarray(shared.sum(axis=1)).ravel()
    blocks = [(start, start + BLOCK) for start in range(0, len(sizes), BLOCK)]
    found = map_blocks(_block_pairs, blocks, shared, shared.T.tocsr(), sizes, hidden, least, name="copies-pairs")
    pairs = np.concatenate([*found, _common_pairs(common)])
    pairs = np.unique(pairs, axis=0)
    inside = np.array(
        [len(np.intersect1d(shingles[a], shingles[b], assume_unique=True)) for a, b in pairs], dtype=float
    )
    containment = inside / np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]])
    keep = containment >= least
    return np.column_stack([pairs[keep], containment[keep]])


def _block_pairs(
    block: tuple[int, int], shared: Any, holders: Any, sizes: NDArray[np.int64], hidden: NDArray[np.int64], least: float
) -> NDArray[np.int64]:
    """Pairs (earlier, later) that start in one block and may reach `least`."""
    counts = (shared[slice(*block)] @ holders).tocoo()
    first, second = counts.row.astype(np.int64) + block[0], counts.col.astype(np.int64)
    # Runs beyond COMMON are not in `counts`, so the bound must leave room for those that are hidden from it.
    room = np.where(hidden[first] > sizes[first] * least / 2, np.minimum(hidden[first], hidden[second]), 0)
    keep = (first < second) & (counts.data + room >= least * np.minimum(sizes[first], sizes[second]))
    return np.column_stack([first[keep], second[keep]])


def _common_pairs(common: Any) -> NDArray[np.int64]:
    """For runs that hundreds of articles share (a viral text): everyone against the first holder."""
    pairs = [np.zeros((0, 2), np.int64)]
    for start, stop in zip(common.indptr[:-1], common.indptr[1:], strict=True):
        holders = np.sort(common.indices[start:stop]).astype(np.int64)
        pairs.append(np.column_stack([np.full(len(holders) - 1, holders[0]), holders[1:]]))
    return np.unique(np.concatenate(pairs), axis=0)


def _group(pairs: NDArray[np.float64], ids: NDArray[Any], threshold: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join groups over their nearest pairs, as long as every copy overlaps the original at least half as much as asked."""
    containment = {(int(a), int(b)): float(c) for a, b, c in pairs}
    original: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for (a, b), value in sorted(containment.items(), key=lambda item: (-item[1], item[0])):
        first, second = sorted((original.get(a, a), original.get(b, b)))
        moved = members.get(second, [second])
        if value >= threshold and first != second and all((first, copy) in containment for copy in moved):
            members.pop(second, None)
            original.update(dict.fromkeys(moved, first))
            members.setdefault(first, [first]).extend(moved)
    copies = [(ids[b], ids[a], containment[a, b]) for b, a in original.items() if a != b]
    misses = [(ids[b], ids[a], c) for (a, b), c in containment.items() if original.get(a, a) != original.get(b, b)]
    misses.sort(key=lambda row: (-row[2], row[0], row[1]))
    columns = ["id", "copy_of", "containment"]
    return pd.DataFrame(sorted(copies), columns=columns), pd.DataFrame(misses[:MISSES_KEPT], columns=columns)
