"""Two partings of the same articles held against each other: which group is which, and what became of the others.

Beside the straight line, under `identity` and `compare`. It must never look at a number or a name of a group, only at
its members, and never depend on their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

SAME = 0.3  # weighted Jaccard over the articles that both runs have, from which two groups can be the same one
COPY_WEIGHT = 0.1  # of an article that is a copy in both runs: copies always lie where their original lies
LEAST_WEIGHT = 0.1  # of an article whose place was never firm, or of unknown firmness
HEIR = 0.5  # more than this share of a group's common articles must lie in one other to say that it went there
STAYERS = 0.25  # share of a group's articles that both runs must have to say where it came from or went
TIE = 1e-6  # worth of a Jaccard beside a weight, which is 0.01 at least
GROWTH = 0.1  # relative change of size up to which a group is as large as it was


@dataclass(frozen=True)
class Overlap:
    """What the groups of two partings share.

    Attributes
    ----------
    pairs
        One row for each two groups that share articles: `old`, `new`, `n_common`, `weight`, `jaccard` (weighted, over
        the common articles), `of_old` and `of_new` (share of the common weight of the one and of the other). Sorted by
        the first article that they share.
    n_old, n_new
        Number of articles of every group, common or not.
    """

    pairs: pd.DataFrame
    n_old: dict[str, int]
    n_new: dict[str, int]

    def between(self, old: Collection[str], new: Collection[str]) -> Overlap:
        """Return the pairs of some groups only; their shares stay as they are."""
        return replace(self, pairs=self.pairs[self.pairs["old"].isin(set(old)) & self.pairs["new"].isin(set(new))])


def article_weights(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series[float]:
    """Return what every article that two runs have counts for: more where both were sure of it, little for a copy.

    Examples
    --------
    >>> from topics.runs.example import example_run
    >>> run = example_run()
    >>> article_weights(run.articles, run.articles.head(3)).round(2).tolist()  # the third is a copy
    [0.5, 0.6, 0.07]
    """
    columns = ["id", "topic_confidence", "copy_of"]
    both = old[columns].merge(new[columns], on="id", suffixes=("_old", "_new")).set_index("id").sort_index()
    firm = (both["topic_confidence_old"].astype(float) + both["topic_confidence_new"].astype(float)) / 2
    copy = (both["copy_of_old"] != "") & (both["copy_of_new"] != "")
    return firm.fillna(LEAST_WEIGHT).clip(LEAST_WEIGHT, 1.0) * np.where(copy, COPY_WEIGHT, 1.0)


def overlap(old: pd.Series[str], new: pd.Series[str], weights: pd.Series[float]) -> Overlap:
    """Count what the groups of two partings share.

    Parameters
    ----------
    old, new
        Group of every article, indexed by article id; "" for none.
    weights
        Weight of the common articles, indexed by article id.
    """
    common = pd.DataFrame({"old": old.reindex(weights.index), "new": new.reindex(weights.index), "weight": weights})
    common = common[(common["old"] != "") & (common["new"] != "")].sort_index().rename_axis("article").reset_index()
    pairs = common.groupby(["old", "new"], sort=False).agg(
        n_common=("weight", "size"), weight=("weight", "sum"), first=("article", "min")
    )
    pairs = pairs.reset_index().sort_values("first", ignore_index=True)
    of_old = pairs.groupby("old")["weight"].transform("sum")
    of_new = pairs.groupby("new")["weight"].transform("sum")
    # Rounded, so that sums taken in another order cannot tip a tie.
    jaccard = (pairs["weight"] / (of_old + of_new - pairs["weight"])).round(9)
    shares = {"of_old": (pairs["weight"] / of_old).round(9), "of_new": (pairs["weight"] / of_new).round(9)}
    return Overlap(pairs.assign(jaccard=jaccard, **shares), _sizes(old), _sizes(new))


def match(shared: Overlap, same: float = SAME) -> dict[str, str]:
    """Say which old group is which new one: one-to-one, so that the common weight in matched groups is greatest.

    Returns
    -------
    New group of every old group that has one.

    Notes
    -----
    Linear sum assignment (Crouse 2016) over the pairs whose Jaccard reaches `same`, separately in every connected part
    of the graph of pairs. Of equal solutions the one with the higher sum of Jaccard is taken; what is still equal is
    settled by the order of the groups' first articles.

    Examples
    --------
    >>> old = pd.Series({"a1": "x", "a2": "x", "a3": "x", "a4": "y"})
    >>> new = pd.Series({"a1": "p", "a2": "p", "a3": "q", "a4": "q"})
    >>> match(overlap(old, new, pd.Series(1.0, old.index)))
    {'x': 'p', 'y': 'q'}
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = shared.pairs[shared.pairs["jaccard"] >= same]
    if pairs.empty:
        return {}
    rows, olds = pd.factorize(pairs["old"])
    columns, news = pd.factorize(pairs["new"])
    n = len(olds) + len(news)
    graph = coo_array((np.ones(len(pairs)), (rows, columns + len(olds))), shape=(n, n))
    part = connected_components(graph, directed=False)[1][rows]
    value = pairs["weight"].to_numpy() + TIE * pairs["jaccard"].to_numpy()
    matched = {}
    for _, places in sorted(pd.Series(range(len(pairs))).groupby(part).indices.items()):
        left, right = np.unique(rows[places]), np.unique(columns[places])
        gain = np.zeros((len(left), len(right)))
        gain[np.searchsorted(left, rows[places]), np.searchsorted(right, columns[places])] = value[places]
        for row, column in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
            if gain[row, column] > 0:
                matched[str(olds[left[row]])] = str(news[right[column]])
    return matched


def relate(
    shared: Overlap,
    matched: Mapping[str, str],
    old_here: Collection[str] | None = None,
    new_here: Collection[str] | None = None,
) -> pd.DataFrame:
    """Say what became of every old group and where every new one came from.

    Parameters
    ----------
    shared
        What the groups have in common.
    matched
        New group of every old group that lives on.
    old_here, new_here
        Groups to tell of; None for all. The others only stand in for parts that they do not have: something may have
        come out of them or gone into them.

    Returns
    -------
    `kind`, `old`, `new` ("" for none), `n_old`, `n_new`, `n_common`; each group in one row at least. A matched pair is
    `kept`, `grown` or `shrunk`, unless others went into it (`merged`, a row for each) or came out of it (`split`, a row
    for each). What has no counterpart is `gone` or `born`.

    Examples
    --------
    >>> old = pd.Series({"a1": "x", "a2": "x", "a3": "x", "a4": "x", "a5": "y"})
    >>> new = pd.Series({"a1": "p", "a2": "p", "a3": "p", "a4": "q", "a6": "r"})
    >>> shared = overlap(old, new, pd.Series(1.0, ["a1", "a2", "a3", "a4"]))
    >>> relate(shared, match(shared))[["kind", "old", "new"]].to_numpy().tolist()
    [['split', 'x', 'p'], ['split', 'x', 'q'], ['gone', 'y', ''], ['born', '', 'r']]
    """
    here = set(shared.n_old if old_here is None else old_here), set(shared.n_new if new_here is None else new_here)
    ends = zip(shared.pairs["old"], shared.pairs["new"], strict=True)
    counts = dict(zip(ends, shared.pairs["n_common"].tolist(), strict=True))
    merged = _heirs(shared, "old", here[0] - set(matched))
    split = _heirs(shared, "new", here[1] - set(matched.values()))
    gone = here[0] - {*matched, *merged, *split.values()}
    born = here[1] - {*matched.values(), *split, *merged.values()}
    living = [(old, new) for old, new in matched.items() if old in here[0] or new in here[1]]
    joined, parted = set(merged.values()), set(split.values())
    rows = [
        (
            "merged" if new in joined else "split" if old in parted else _kind(shared.n_old[old], shared.n_new[new]),
            old,
            new,
        )
        for old, new in living
    ]
    rows += [("merged", old, new) for old, new in merged.items()]
    rows += [("split", old, new) for new, old in split.items()]
    rows += [("gone", old, "") for old in shared.n_old if old in gone]
    rows += [("born", "", new) for new in shared.n_new if new in born]
    table = pd.DataFrame(rows, columns=["kind", "old", "new"])
    return table.assign(
        n_old=[shared.n_old.get(old, 0) for old in table["old"]],
        n_new=[shared.n_new.get(new, 0) for new in table["new"]],
        n_common=[counts.get(pair, 0) for pair in zip(table["old"], table["new"], strict=True)],
    )


def _heirs(shared: Overlap, side: str, unmatched: set[str]) -> dict[str, str]:
    """For each of these groups of one side: the group of the other side that has most of it, if one has."""
    other, sizes = ("new", shared.n_old) if side == "old" else ("old", shared.n_new)
    common = shared.pairs.groupby(side)["n_common"].transform("sum")
    enough = common >= STAYERS * shared.pairs[side].map(sizes)
    heirs = shared.pairs[enough & (shared.pairs[f"of_{side}"] > HEIR) & shared.pairs[side].isin(unmatched)]
    return dict(zip(heirs[side], heirs[other], strict=True))


def _kind(n_old: int, n_new: int) -> str:
    change = n_new / n_old - 1
    return "grown" if change > GROWTH else "shrunk" if change < -GROWTH else "kept"


def _sizes(groups: pd.Series[str]) -> dict[str, int]:
    return dict(Counter(group for group in groups if group))
