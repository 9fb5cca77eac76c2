"""Articles -> the pile that a run is made of: in order, copies folded, vectors looked up or made.

The first stages of `pipeline`, which alone calls them. Nothing that comes in may get lost here: a row becomes an article of the
pile, or it is among the rejected ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.encoding.encoders import Encoder, lead_text
from topics.runs.config import Config

Encode = partial[NDArray[Any]]
SECONDS_A_DAY = 86_400
UNIT_SLACK = 0.005  # what half precision does to the length of a vector at most, and some room


@dataclass(frozen=True)
class Pile:
    """The articles of a run while it is made: everyone, the originals among them, and what was found on these.

    Attributes
    ----------
    everyone
        Articles table with `copy_of` ("" for an original) and `original` (id of the text it goes back to), sorted by id.
    originals
        The rows without a copy, sorted by id.
    texts
        Title and lead of every original.
    days
        Days since 1970 of every original, NaN where unknown.
    times
        How many articles go back to every original, itself included.
    """

    everyone: pd.DataFrame
    originals: pd.DataFrame
    texts: list[str]
    days: NDArray[np.float64]
    times: NDArray[np.int64]


def checked_table(
    articles: pd.DataFrame, vectors: NDArray[np.floating] | None
) -> tuple[pd.DataFrame, list[dict[str, Any]], NDArray[np.float32] | None]:
    """Return the articles table sorted by id, what was rejected on the way, and the given vectors in the same order."""
    from topics.articles.table import COLUMNS

    if vectors is not None and np.shape(vectors)[0] != len(articles):
        raise ValueError(
            f"Got vectors of shape {np.shape(vectors)} but expected one row for each of {len(articles)} articles."
        )
    table = articles_in(articles)
    if vectors is not None and len(table) != len(articles):
        raise ValueError(
            f"Got {len(articles)} rows, of which {len(table)} are articles; read them first, then encode those."
        )
    rejected = [dict(row) for row in table.attrs.get("rejected", [])]
    if not len(table):
        raise ValueError("Got no article but expected one at least; the rejected rows say why each was left out.")
    table = table[list(COLUMNS)].copy()
    table.attrs = {}
    if double := table["id"][table["id"].duplicated()].tolist():
        raise ValueError(
            f"Got the article id {double[0]!r} twice but expected every id once; drop_duplicates('id') cures it."
        )
    order = np.argsort(table["id"].to_numpy(dtype=object), kind="stable")
    given = None if vectors is None else np.asarray(vectors, dtype=np.float32)[order]
    return table.iloc[order].reset_index(drop=True), rejected, given


def articles_in(table: pd.DataFrame) -> pd.DataFrame:
    """Return an articles table as it is, and any other table read by guessing its columns."""
    from topics.articles import read_articles
    from topics.articles.table import COLUMNS

    return table if set(COLUMNS) <= set(table.columns) else read_articles(table)


def fold_copies(table: pd.DataFrame, config: Config) -> Pile:
    """Fold the copies of a checked table onto their originals."""
    from topics.copies import find_copies

    copies = find_copies(table, threshold=config.copy_threshold, window_days=config.copy_window)
    original = copies.originals(table["id"])
    everyone = table.assign(copy_of=original.where(original != table["id"], ""), original=original)
    originals = everyone[everyone["copy_of"] == ""].reset_index(drop=True)
    texts = lead_texts(originals, config)
    times = everyone["original"].value_counts().loc[originals["id"]].to_numpy()
    days = days_of(originals["published"])
    return Pile(everyone, originals, texts, days, times.astype(np.int64))


def lead_texts(articles: pd.DataFrame, config: Config) -> list[str]:
    """Title and lead of every article, as they are encoded."""
    pairs = zip(articles["title"], articles["body"], strict=True)
    return [lead_text(title, body, config.lead_chars) for title, body in pairs]


def days_of(published: pd.Series[pd.Timestamp]) -> NDArray[np.float64]:
    """Days since 1970 of every article, with fractions, NaN where unknown."""
    seconds = published.to_numpy("datetime64[s]").astype("float64")
    return np.where(published.isna(), np.nan, seconds / SECONDS_A_DAY)


def encode_with(
    config: Config, encoder: Encoder | None, cache: str | Path | None, progress: bool, entry: dict[str, Any]
) -> Encode:
    """Return texts -> vectors as the settings ask for; what was used is noted in `entry`."""
    from topics.encoding.cache import default_cache, encode

    found = encoder or encoder_for(config)
    entry["fingerprint"] = getattr(found, "fingerprint", type(found).__name__)
    entry |= {name: str(getattr(found, name)) for name in ("precision", "device") if hasattr(found, name)}
    return partial(encode, encoder=found, cache=cache or default_cache(), progress=progress)


def encoder_for(config: Config, *, fetch: bool = True) -> Encoder:
    """Load the encoder that the settings name."""
    from topics.encoding.encoders import load_encoder

    most = config.max_tokens or None
    return load_encoder(config.model, precision=config.precision, max_tokens=most, device=config.device, fetch=fetch)


def weights_of(encode: Encode | None) -> str:
    """SHA-256 of the weights of the model in use, "" where it is no model in a folder."""
    from topics.encoding.encoders import SentenceEncoder, StaticEncoder, weights_sha256

    encoder = encode.keywords["encoder"] if encode else None
    return weights_sha256(encoder.folder) if isinstance(encoder, SentenceEncoder | StaticEncoder) else ""


def pile_vectors(
    pile: Pile,
    given: NDArray[np.float32] | None,
    encode: Encode | None,
    known: Mapping[str, NDArray[np.float16]] | None = None,
) -> NDArray[np.float32]:
    """Vectors of the originals, in half precision's numbers, so that a run made again from its folder is the same.

    `known` has vectors by article id, which are not made again; they are left aside where vectors are given.
    """
    from topics.encoding.cache import checked

    if given is not None:
        scaled = checked(given)
        # Vectors that are of length 1 already, but for half precision, are taken as they are: a run's own come back so.
        of_one = np.abs(np.linalg.norm(given, axis=1, keepdims=True) - 1) < UNIT_SLACK
        vectors = np.where(of_one, given, scaled)[(pile.everyone["copy_of"] == "").to_numpy()]
    else:
        assert encode is not None
        vectors = _encoded(pile, encode, known or {})
    return np.asarray(vectors, dtype=np.float16).astype(np.float32)


def _encoded(pile: Pile, encode: Encode, known: Mapping[str, NDArray[np.float16]]) -> NDArray[Any]:
    ids = pile.originals["id"].tolist()
    missing = [row for row, one in enumerate(ids) if one not in known]
    made = dict(zip(missing, encode([pile.texts[row] for row in missing]), strict=True)) if missing else {}
    return np.stack([made[row] if row in made else known[one] for row, one in enumerate(ids)])
