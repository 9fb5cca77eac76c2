"""One method, one pile, one process: ``python -m benchmarks.peers TASK PEER FOLDER SEED`` prints labels and costs.

A peer is a function that does its imports and returns another that fits: so the seconds of a fit hold no import (that
is ``start_seconds``), but they hold what a library compiles at its first call, as a user has it too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.common import lead_texts
from topics.evaluation import bcubed, match_gold, read_gold, topic_at_layer

Labels = dict[str, NDArray[np.int64]]  # name of the answer -> one label an article, -1 where it was left out
Fit = Callable[["Pile", int], Labels]

OURS = "topics"
UNSEEDED = ("tfidf-oracle", "singletons")  # their answer depends on no seed
ORACLE_THRESHOLDS = np.arange(0.5, 0.98, 0.01)  # cosine distance


@dataclass(frozen=True)
class Pile:
    """What every peer is given."""

    articles: pd.DataFrame
    vectors: NDArray[np.float32]
    gold: list[str]  # for oracles only

    @classmethod
    def load(cls, folder: Path) -> Pile:
        """Read the folder that `benchmarks.common.save_pile` wrote."""
        gold = json.loads((folder / "gold.json").read_text())
        return cls(read_gold(folder / "articles.jsonl"), np.load(folder / "vectors.npy"), gold)


def bertopic() -> Fit:
    """BERTopic, all settings as they come; it takes no seed, so each run is another answer."""
    from bertopic import BERTopic

    fit = BERTopic().fit_transform
    return lambda pile, seed: answer("bertopic", fit(lead_texts(pile.articles), embeddings=pile.vectors)[0])


def umap_hdbscan(smallest: int) -> Callable[[], Fit]:
    """UMAP to five dimensions and HDBSCAN, with the settings that BERTopic gives them and a seed."""

    def start() -> Fit:
        import umap  # noqa: F401
        from hdbscan import HDBSCAN

        def fit(pile: Pile, seed: int) -> Labels:
            clusterer = HDBSCAN(min_cluster_size=smallest, metric="euclidean", cluster_selection_method="eom")
            return answer("umap-hdbscan", clusterer.fit_predict(reduced(pile.vectors, 5, seed)))

        return fit

    return start


def plscan() -> Fit:
    """PLSCAN on UMAP in five dimensions, the layer that it picks."""
    import umap  # noqa: F401
    from fast_plscan import PLSCAN

    return lambda pile, seed: answer("plscan", PLSCAN().fit(reduced(pile.vectors, 5, seed).astype(np.float32)).labels_)


def peax() -> Fit:
    """Turftopic's density peaks on UMAP in two dimensions."""
    import umap  # noqa: F401
    from turftopic.models.topeax import Peax

    return lambda pile, seed: answer("peax", Peax(random_state=seed).fit_predict(reduced(pile.vectors, 2, seed)))


def topeax() -> Fit:
    """Turftopic's density peaks on t-SNE, as its Topeax model has them by default."""
    from sklearn.manifold import TSNE
    from turftopic.models.topeax import Peax

    def fit(pile: Pile, seed: int) -> Labels:
        layout = TSNE(2, metric="cosine", perplexity=50, random_state=seed).fit_transform(pile.vectors)
        return answer("topeax", Peax(random_state=seed).fit_predict(layout))

    return fit


def evoc() -> Fit:
    """EVoC, the layer that it picks."""
    from evoc import EVoC

    return lambda pile, seed: answer("evoc", EVoC(random_state=seed).fit_predict(pile.vectors))


def tfidf_oracle() -> Fit:
    """Average linkage on tf-idf, cut where the gold labels like it best: the floor for events (quadratic in memory)."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    def fit(pile: Pile, seed: int) -> Labels:
        words = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, stop_words="english", ngram_range=(1, 2))
        vectors = words.fit_transform(lead_texts(pile.articles))
        distances = np.clip(1 - (vectors @ vectors.T).toarray().astype(np.float32), 0, None)
        np.fill_diagonal(distances, 0)
        tree = linkage(squareform(distances, checks=False), "average")
        cuts = [fcluster(tree, threshold, "distance") for threshold in ORACLE_THRESHOLDS]
        return answer("tfidf-oracle", max(cuts, key=lambda labels: bcubed(pile.gold, labels).f1))

    return fit


def singletons() -> Fit:
    """Every article an event of its own: what any method must beat."""
    return lambda pile, seed: answer("singletons", np.arange(len(pile.articles)))


def our_topics() -> Fit:
    """Return this package's topics, layer by layer."""
    analysed = our_run()

    def fit(pile: Pile, seed: int) -> Labels:
        run = analysed(pile, seed)
        layers, position = sorted(set(run.topics["layer"].tolist())), match_gold(run.articles, pile.articles)
        return {f"{OURS} (layer {k})": own_labels(topic_at_layer(run, k), position) for k in layers}

    return fit


def our_events() -> Fit:
    """Return this package's events, and its storylines."""
    analysed = our_run()

    def fit(pile: Pile, seed: int) -> Labels:
        run = analysed(pile, seed)
        storyline = run.articles["event"].map(dict(zip(run.events["id"], run.events["storyline"], strict=True)))
        position = match_gold(run.articles, pile.articles)
        return {
            OURS: own_labels(run.articles["event"], position),
            f"{OURS} (storyline)": own_labels(storyline, position),
        }

    return fit


def our_run() -> Callable[[Pile, int], Any]:
    """Return the whole line of this package, the vectors given."""
    import sklearn.cluster  # noqa: F401
    import umap  # noqa: F401

    import topics as tp

    def analysed(pile: Pile, seed: int) -> Any:
        articles = tp.read_articles(pile.articles)
        row_of = np.full(len(articles), -1)
        matched = match_gold(articles, pile.articles)
        row_of[matched[matched >= 0]] = np.flatnonzero(matched >= 0)
        if (row_of < 0).any():
            raise ValueError(f"Got {(row_of < 0).sum()} articles that answer to no row of the benchmark.")
        return tp.analyse(articles, tp.Config(seed=seed), vectors=pile.vectors[row_of])

    return analysed


def own_labels(labels: pd.Series[str], position: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bring the labels of a run into the order of the pile; `position` is the run's row of each, -1 for one left out."""
    codes = pd.factorize(labels.mask(labels == ""))[0]
    return np.where(position >= 0, codes[position], -1)


def reduced(vectors: NDArray[np.float32], dimensions: int, seed: int) -> NDArray[np.float32]:
    """Return the UMAP layout that BERTopic makes, seeded."""
    from umap import UMAP

    layout = UMAP(n_neighbors=15, n_components=dimensions, min_dist=0.0, metric="cosine", random_state=seed)
    return np.asarray(layout.fit_transform(vectors))


def answer(name: str, labels: Any) -> Labels:
    """Return the one answer of a peer."""
    return {name: np.asarray(labels, dtype=np.int64)}


PEERS: dict[str, dict[str, Callable[[], Fit]]] = {
    "topics": {
        OURS: our_topics,
        "bertopic": bertopic,
        "umap-hdbscan": umap_hdbscan(smallest=10),
        "plscan": plscan,
        "peax": peax,
        "evoc": evoc,
        "topeax": topeax,
    },
    "events": {
        OURS: our_events,
        "tfidf-oracle": tfidf_oracle,
        "umap-hdbscan": umap_hdbscan(smallest=2),
        "singletons": singletons,
    },
}


def measured(task: str, peer: str, folder: Path, seed: int) -> dict[str, Any]:
    """Return the labels of a peer with what they cost."""
    pile = Pile.load(folder)
    begun = time.perf_counter()
    try:
        fit = PEERS[task][peer]()
    except ModuleNotFoundError as missing:
        return {"error": f"not installed ({missing.name})"}
    started = time.perf_counter()
    labels = fit(pile, seed)
    return {
        "labels": {name: values.tolist() for name, values in labels.items()},
        "seeded": peer not in UNSEEDED,
        "seconds": time.perf_counter() - started,
        "start_seconds": started - begun,
        "peak_mb": peak_megabytes(),
    }


def peak_megabytes() -> float:
    """Return the most memory this process has held.

    On Linux from VmHWM: ru_maxrss also holds the peak of the process that started this one (it survives the exec).
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):  # some peers print while they fit
        outcome = measured(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    print(json.dumps(outcome), flush=True)
    if loky := sys.modules.get("joblib.externals.loky"):  # HDBSCAN's helpers would live on and hold the output open
        loky.get_reusable_executor().shutdown(wait=False, kill_workers=True)
    os._exit(0)  # threads of numba and torch may hang at a normal exit, and all is said
