"""A run -> whether it comes out the same when it is made again from its own record.

Beside `pipeline`. It reads the run alone: its articles, its vectors, its settings; it must never change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.runs.run import Run
from topics.runs.stages import input_hash, versions

EXAMPLES = 3  # ids shown for a column that differs


@dataclass(frozen=True)
class Verification:
    """What came out differently.

    Attributes
    ----------
    differences
        `table`, `column`, `n_different`, `examples` (ids); empty when the run comes out the same.
    versions
        `package`, `then`, `now` of the packages that have changed since.
    n_articles
        Number of articles recomputed.
    """

    differences: pd.DataFrame
    versions: pd.DataFrame
    n_articles: int

    @property
    def same(self) -> bool:
        """Whether every table came out the same."""
        return not len(self.differences)

    def __repr__(self) -> str:
        """Say what was found."""
        lines = [
            f"{self.n_articles} articles made again: " + ("every table is the same." if self.same else "differences:")
        ]
        lines += [
            f"  {row['table']}.{row['column']}: {row['n_different']} different, such as {', '.join(row['examples'])}"
            for row in self.differences.to_dict("records")
        ]
        lines += [f"  since then: {row.package} {row.then} -> {row.now}" for row in self.versions.itertuples()]
        return "\n".join(lines)


def verify(run: Run, *, cache: str | Path | None = None, progress: bool = False) -> Verification:
    """Make a run again from its own record and compare every table.

    Parameters
    ----------
    run
        The run, as loaded from its folder. A run that carries ids, names or edits of its analyst is compared in what the
        stages decide, before those are laid over it.
    cache, progress
        As in `analyse`; the phrases of the names are encoded, the articles are not.

    Examples
    --------
    >>> import topics as tp
    >>> verify(tp.analyse(tp.sample_articles(), progress=False)).same
    True
    """
    from topics.runs.edit_log import without_edits
    from topics.runs.identity import carry_over

    base = without_edits(run)
    again = _made_again(base, cache, progress)
    if run.manifest.get("lineage") is not None:
        again = carry_over(again, base)
    run = base
    differences = [row for name in ("articles", "topics", "events") for row in _differences(name, run, again)]
    if run.manifest.get("input", {}).get("hash") != input_hash(run.articles):
        differences.insert(0, ("articles", "id", len(run.articles), ["the articles are not those that were read"]))
    columns = ["table", "column", "n_different", "examples"]
    return Verification(pd.DataFrame(differences, columns=columns), _changed_versions(run), len(run.articles))


def _made_again(run: Run, cache: str | Path | None, progress: bool) -> Run:
    from topics.articles.table import COLUMNS
    from topics.clustering.watchlist import Watchlist
    from topics.encoding.encoders import load_encoder
    from topics.runs.pipeline import analyse

    config = run.config
    watchlist = Watchlist.from_dict(run.manifest["watchlist"]) if run.manifest.get("watchlist") else None
    ready = run.manifest.get("model") == "vectors given"
    encoder = (
        None if ready else load_encoder(config.model, precision=config.precision, max_tokens=config.max_tokens or None)
    )
    return analyse(
        run.articles[list(COLUMNS)],
        config,
        watchlist=watchlist,
        encoder=encoder,
        vectors=run.vectors,
        held=run.articles.set_index("id")["held"],
        cache=cache,
        progress=progress,
    )


def _differences(name: str, run: Run, again: Run) -> list[tuple[str, str, int, list[str]]]:
    old, new = getattr(run, name).set_index("id"), getattr(again, name).set_index("id")
    if not old.index.equals(new.index):
        gone = old.index.symmetric_difference(new.index)
        return [(name, "id", len(gone), gone[:EXAMPLES].tolist())]
    found = []
    for column in old.columns:
        different = ~_equal(old[column], new[column])
        if different.any():
            found.append((name, column, int(different.sum()), old.index[different][:EXAMPLES].tolist()))
    return found


def _equal(old: pd.Series, new: pd.Series) -> NDArray[np.bool_]:
    """Whether each cell is the same; two missing cells are."""
    if old.map(lambda cell: isinstance(cell, list)).any():
        return np.array([list(a) == list(b) for a, b in zip(old, new, strict=True)])
    return np.asarray((old.to_numpy(dtype=object) == new.to_numpy(dtype=object)) | (old.isna() & new.isna()).to_numpy())


def _changed_versions(run: Run) -> pd.DataFrame:
    then, today = run.manifest.get("versions", {}), versions()
    rows = [
        (package, then.get(package, ""), today[package]) for package in today if then.get(package, "") != today[package]
    ]
    return pd.DataFrame(rows, columns=["package", "then", "now"])
