"""A run -> whether it comes out the same when it is made again from its own record.

Beside `pipeline`. It reads the run alone: its articles, its vectors, its settings, what it kept of the run before; it must never
change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.encoding.encoders import Encoder
from topics.runs.memory import memory_in
from topics.runs.pile import lead_texts
from topics.runs.run import Run
from topics.runs.stages import input_hash, stage_of, versions
from topics.runs.trust import check_names_model, encoder_of

if TYPE_CHECKING:
    from topics.clustering.watchlist import Watchlist

EXAMPLES = 3  # ids shown for a column that differs
SAMPLE = 24  # texts that are encoded again, evenly over the ids
# Cosine from which a vector is the one of the record: half precision and other processors stay above it.
SAME_VECTOR = 0.999
# What decides each column; a column that is not named is decided by the stage of its table.
STAGE_OF_TABLE = {"articles": "read", "topics": "topics", "events": "events"}
STAGE_OF_COLUMN = {
    "copy_of": "copies",
    "event": "events",
    "why": "events",
    "topic": "topics",
    "topic_confidence": "topics",
    "x": "map",
    "y": "map",
    "name": "names",
    "keywords": "names",
    "watchlist": "watchlist",
}
STAGES = ("read", "copies", "encode", "events", "topics", "map", "names", "watchlist")


@dataclass(frozen=True)
class Verification:
    """What came out differently.

    Attributes
    ----------
    differences
        `stage`, `table`, `column`, `n_different`, `n_rows`, `examples` (ids), in the order of the stages: what differs first may
        be the cause of the rest. Empty when the run comes out the same.
    versions
        `package`, `then`, `now` of the packages that have changed since, and of the model's weights.
    n_articles
        Number of articles recomputed.
    n_kept
        Of these, the articles whose topics, names and places an earlier run found; they are taken from the record.
    """

    differences: pd.DataFrame
    versions: pd.DataFrame
    n_articles: int
    n_kept: int = 0

    @property
    def same(self) -> bool:
        """Whether every table came out the same."""
        return not len(self.differences)

    def __repr__(self) -> str:
        """Say what was found."""
        outcome = "every table is the same." if self.same else "differences, in the order of the stages:"
        lines = [f"{self.n_articles} articles made again: {outcome}"]
        if self.n_kept:
            lines.append(
                f"  what an earlier run had found for {self.n_kept} of them was taken from the record, as then"
            )
        if not self.same:
            lines += [f"  {line}" for line in _as_text(self.differences).splitlines()]
        if len(self.versions):
            lines += ["since then:"] + [f"  {r.package} {r.then} -> {r.now}" for r in self.versions.itertuples()]
        return "\n".join(lines)


def _as_text(differences: pd.DataFrame) -> str:
    rows = differences.to_dict("records")
    shown = {
        "stage": [row["stage"] for row in rows],
        "column": [f"{row['table']}.{row['column']}" for row in rows],
        "different": [f"{row['n_different']} of {row['n_rows']}" for row in rows],
        "such as": [", ".join(row["examples"]) for row in rows],
    }
    return pd.DataFrame(shown).to_string(index=False)


def verify(
    run: Run, *, encoder: Encoder | None = None, cache: str | Path | None = None, progress: bool = False
) -> Verification:
    """Make a run again from its own record and compare every table.

    Parameters
    ----------
    run
        The run, as loaded from its folder. A run that carries ids, names or edits of its analyst is compared in what the
        stages decide, before those are laid over it.
    encoder
        Needed for a run that was made with an encoder of one's own; others name their model.
    cache, progress
        As in `analyse`. The articles are not encoded again, but for a sample of two dozen that is held against the vectors
        of the run.

    Raises
    ------
    ValueError
        If the run has lost its vectors, or names a model that is not on this machine.

    Examples
    --------
    >>> import topics as tp
    >>> verify(tp.analyse(tp.sample_articles(), progress=False)).same
    True
    """
    from topics.runs.edits.log import without_edits
    from topics.runs.identity import carry_over

    base = without_edits(run)
    if not run.vectors.shape[1]:
        raise ValueError(
            "Got a run without its vectors but expected them, since all else is made of them; "
            "`topics update RUN --anew --out RUN2` encodes its articles again."
        )
    check_names_model(run)
    model = None if run.manifest.get("model") == "vectors given" else encoder_of(run, encoder)
    again = _made_again(base, model, cache, progress)
    if run.manifest.get("lineage") is not None:
        again = carry_over(again, base)
    found = [*_changed_texts(base), *_changed_vectors(base, model)]
    found += [row for name in STAGE_OF_TABLE for row in _differences(name, base, again)]
    columns = ["stage", "table", "column", "n_different", "n_rows", "examples"]
    found.sort(key=lambda row: STAGES.index(row[0]))
    n_kept = int((base.articles["held"] != "").sum())
    return Verification(pd.DataFrame(found, columns=columns), _changed_versions(run, model), len(base.articles), n_kept)


def _made_again(run: Run, encoder: Encoder | None, cache: str | Path | None, progress: bool) -> Run:
    from topics.articles.table import COLUMNS
    from topics.runs.pipeline import analyse

    return analyse(
        run.articles[list(COLUMNS)],
        run.config,
        watchlist=_watchlist(run),
        encoder=encoder,
        vectors=run.vectors,
        memory=memory_in(run),
        cache=cache,
        progress=progress,
    )


def _watchlist(run: Run) -> Watchlist | None:
    """Return the list that was matched: as judgements had taught it by then."""
    from topics.clustering.watchlist import Watchlist

    given = run.manifest.get("taught") or run.manifest.get("watchlist")
    return Watchlist.from_dict(given) if given else None


Row = tuple[str, str, str, int, int, list[str]]


def _changed_texts(run: Run) -> list[Row]:
    """Articles that are not those that were read: others, or with another title, text, time or address."""
    from topics.articles.table import article_id

    table, found = run.articles, list[Row]()
    if run.manifest.get("input", {}).get("hash") != input_hash(table):
        found.append(("read", "articles", "id", len(table), len(table), ["the articles are not those that were read"]))
    fields = zip(*(table[name].tolist() for name in ("id", "title", "body", "published", "url")), strict=True)
    made = {one: article_id(title, body, None if pd.isna(day) else day, url) for one, title, body, day, url in fields}
    other = [one for one, again in made.items() if again != one]
    if 0 < len(other) < len(made):  # where none is, the ids were made by somebody else
        found.append(("read", "articles", "title, body, published, url", len(other), len(table), other[:EXAMPLES]))
    return found


def _changed_vectors(run: Run, encoder: Encoder | None) -> list[Row]:
    """Encode some texts again, past the cache, and hold them against the vectors of the run."""
    from topics.encoding.encoders import unit_rows

    originals = np.flatnonzero(run.articles["copy_of"] == "")
    if encoder is None or not len(originals):
        return []
    rows = originals[np.unique(np.linspace(0, len(originals) - 1, SAMPLE).astype(int))]
    texts = run.articles.iloc[rows]
    made, then = unit_rows(encoder.encode(lead_texts(texts, run.config))), run.vectors[rows].astype(np.float32)
    near = (made * then).sum(axis=1) if made.shape == then.shape else np.zeros(len(rows))
    other = texts["id"][near < SAME_VECTOR].tolist()
    return [("encode", "articles", "vector", len(other), len(rows), other[:EXAMPLES])] if other else []


def _differences(name: str, run: Run, again: Run) -> list[Row]:
    old, new = getattr(run, name).set_index("id"), getattr(again, name).set_index("id")
    if not old.index.equals(new.index):
        gone = old.index.symmetric_difference(new.index)
        return [(STAGE_OF_TABLE[name], name, "id", len(gone), len(old), gone[:EXAMPLES].tolist())]
    found = list[Row]()
    for column in old.columns:
        different = ~_equal(old[column], new[column])
        if different.any():
            stage = STAGE_OF_COLUMN.get(column, STAGE_OF_TABLE[name])
            examples = old.index[different][:EXAMPLES].tolist()
            found.append((stage, name, column, int(different.sum()), len(old), examples))
    return found


def _equal(old: pd.Series[Any], new: pd.Series[Any]) -> NDArray[np.bool_]:
    """Whether each cell is the same; two missing cells are."""
    if old.map(lambda cell: isinstance(cell, (list, np.ndarray))).any():
        return np.array([list(a) == list(b) for a, b in zip(old, new, strict=True)])
    return np.asarray((old.to_numpy(dtype=object) == new.to_numpy(dtype=object)) | (old.isna() & new.isna()).to_numpy())


def _changed_versions(run: Run, encoder: Encoder | None) -> pd.DataFrame:
    then, today = dict(run.manifest.get("versions", {})), versions()
    if encoder is not None:
        then["weights of the model"] = str(stage_of(run, "encode").get("fingerprint", ""))
        today["weights of the model"] = getattr(encoder, "fingerprint", type(encoder).__name__)
    rows = [
        (package, then.get(package, ""), today[package]) for package in today if then.get(package, "") != today[package]
    ]
    return pd.DataFrame(rows, columns=["package", "then", "now"])
