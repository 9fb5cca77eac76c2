"""Find the weights of `topics.clustering.pair_model`: ``python -m benchmarks.fit_events FILE... [--leave-out] [--to FILE]``.

Every file that is named counts the same (twice if it is named twice), as do the bundled sample and half of the recurring
series of the tests. From each, several piles are made: the whole, random parts, and parts about few things, where chance
resemblances are the likeliest. The objective
is the mean B-cubed F1 over the piles at the cut and half a unit of log odds to either side of it, so that weights with a broad
plateau win; the search is CMA-ES (Hansen 2016). With ``--leave-out``, weights are also fitted without each set in turn and
scored on the set that was left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.common import lead_texts, model_vectors, read_labelled
from topics.clustering.channels import find_channels
from topics.clustering.event_clusterer import vector_pairs
from topics.clustering.events import events_of
from topics.clustering.linkage import average_linkage
from topics.clustering.pair_model import FLOOR, LIMIT, PairModel
from topics.clustering.pairs import likely_pairs, pair_features
from topics.clustering.storylines import event_channels
from topics.evaluation import bcubed
from topics.runs.pile import days_of

MOST = 2_500  # articles of a set that are used, whole events
PARTS = (150, 40, 12, 6)  # articles of the parts of a set, each size once at random and once about few things
SHIFTS = (-0.5, 0.0, 0.5)  # log odds: the cut must be good on a plateau
ROOM = (
    3.0  # log odds: pairs that the starting weights put this much below the floor may still come up during the search
)
PULL = 1e-3  # how much a weight that doubles must gain
PARAMETERS = [field.name for field in fields(PairModel)]
ANCHORS = ("weekdays", "other_figures", "other_names", "clash")
UNUSED = {  # weights that stay at zero
    "event": (),
    "storyline": (*ANCHORS, "cohesion"),
    "vectors": ("words", "names", "figures", *ANCHORS),
}


@dataclass(frozen=True)
class Pile:
    """Articles of one set, and the evidence of their pairs."""

    name: str
    gold: NDArray[np.int64]
    unit: NDArray[np.int64]  # which item of the linkage an article is: itself, or its event
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]]
    features: NDArray[np.float64]
    anchors: Any
    background: float

    def f1(self, model: PairModel) -> float:
        """B-cubed F1 of the groups that a model finds."""
        n = self.anchors.shape[0]
        weights = model.weights(n)
        odds = np.minimum(np.round(self.features @ weights[:-1] + weights[-1], 4), LIMIT)
        held = odds > FLOOR
        pairs = (self.pairs[0][held], self.pairs[1][held], odds[held].astype(np.float32))
        groups = average_linkage(n, pairs, FLOOR, self.anchors, model.clash, model.cohesion)
        return float(bcubed(self.gold, groups[self.unit]).f1)


def main() -> None:
    """Fit, report and write."""
    given = options()
    start = PairModel.load(given.start, given.granularity) if given.start else PairModel.shipped(given.granularity)
    sets = [piles for file in given.files if (piles := list(piles_of_file(file, start, given.granularity)))]
    if given.granularity != "storyline":
        sets += [list(made) for made in own_sets(start, given.granularity)]
    names = [piles[0].name for piles in sets]
    jobs: list[str | None] = [None, *(dict.fromkeys(names) if given.leave_out else [])]
    with ProcessPoolExecutor(given.processes) as pool:
        waiting = [pool.submit(fitted, sets, left, start, given) for left in jobs]
        for left, job in zip(jobs, waiting, strict=True):
            model = job.result()
            report("all sets" if left is None else f"without {left}", model, sets, left)
            if left is None and given.to:
                kept = json.loads(given.to.read_text()) if given.to.exists() else {}
                rounded = {name: round(value, 2) for name, value in asdict(model).items()}
                given.to.write_text(json.dumps({**kept, given.granularity: rounded}, indent=2) + "\n")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Fit the weights of the evidence that two reports tell of one event.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE[=LABEL]", help="labelled articles, .jsonl.gz")
    parser.add_argument("--granularity", default="event", choices=list(UNUSED))
    parser.add_argument("--leave-out", action="store_true", help="also fit without each set and score on it")
    parser.add_argument("--start", type=Path, help="weights to start from; default: the shipped ones")
    parser.add_argument("--to", type=Path, help="JSON file to write; topics/clustering/pair_model.json ships")
    parser.add_argument("--rounds", type=int, default=40, help="generations of the search (default 40)")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def piles_of_file(file: Path, start: PairModel, granularity: str) -> Iterator[Pile]:
    """Make the piles of a labelled file."""
    path, _, label = str(file).partition("=")
    file, label = Path(path), label or "event"
    articles = read_labelled(file, label, MOST)
    published = pd.to_datetime(articles["date"], utc=True, errors="coerce", format="ISO8601")
    gold = np.unique(articles[label].astype(str), return_inverse=True)[1]
    name = file.name.split(".")[0]
    yield from piles_of(
        name, lead_texts(articles), model_vectors(articles), days_of(published), gold, start, granularity
    )


def own_sets(start: PairModel, granularity: str) -> Iterator[Iterator[Pile]]:
    """Make the piles of the bundled sample and of every other recurring series of the tests."""
    import topics as tp
    from tests.clustering.hard.cases import recurring_series

    sample = tp.sample_articles()
    for name, articles in [("sample", sample[sample["copy_of"] == ""]), ("recurring", recurring_series())]:
        if name == "recurring":
            articles = articles[articles["series"].isin(sorted(articles["series"].unique())[::2])]
        told = articles.rename(columns={"body": "text"}).reset_index(drop=True)
        gold = np.unique(told["event"].astype(str), return_inverse=True)[1]
        yield piles_of(
            name, lead_texts(told), model_vectors(told), days_of(told["published"]), gold, start, granularity
        )


def piles_of(
    name: str,
    texts: Sequence[str],
    vectors: NDArray[Any],
    days: NDArray[np.float64],
    gold: NDArray[np.int64],
    start: PairModel,
    granularity: str,
) -> Iterator[Pile]:
    """Make the whole and the parts."""
    parts = [np.arange(len(gold))]
    for seed, size in enumerate(PARTS):
        if size < len(gold) / 2:
            parts += [random_part(gold, size, seed), focused_part(gold, vectors, size, seed)]
    for part in parts:
        inside = np.unique(gold[part], return_inverse=True)[1]
        yield weighed(name, [texts[row] for row in part], vectors[part], days[part], inside, start, granularity)


def random_part(gold: NDArray[np.int64], size: int, seed: int) -> NDArray[np.intp]:
    """Whole events, drawn at random."""
    events = np.random.default_rng(seed).permutation(gold.max() + 1)
    return members(gold, events, size)


def focused_part(gold: NDArray[np.int64], vectors: NDArray[Any], size: int, seed: int) -> NDArray[np.intp]:
    """One event drawn at random and those that are the nearest to it."""
    sums = np.zeros((gold.max() + 1, vectors.shape[1]))
    np.add.at(sums, gold, vectors)
    means = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    one = np.random.default_rng(seed).integers(len(means))
    return members(gold, np.argsort(-(means @ means[one]), kind="stable"), size)


def members(gold: NDArray[np.int64], events: NDArray[np.int64], size: int) -> NDArray[np.intp]:
    """Articles of the first events, about `size` of them and two events at least."""
    total = np.cumsum(np.bincount(gold)[events])
    return np.flatnonzero(np.isin(gold, events[: max(2, int((total <= size).sum()))]))


def weighed(
    name: str,
    texts: list[str],
    vectors: NDArray[Any],
    days: NDArray[np.float64],
    gold: NDArray[np.int64],
    start: PairModel,
    granularity: str,
) -> Pile:
    """Gather the evidence of all pairs that may come up during the search."""
    channels, unit = find_channels(texts, vectors, days), np.arange(len(texts))
    if granularity == "storyline":
        unit = events_of(channels, PairModel.shipped())
        channels = event_channels(channels, unit)
    weigh = vector_pairs if granularity == "vectors" else likely_pairs
    first, second, _ = weigh(channels, replace(start, bias=start.bias + ROOM))
    return Pile(
        name, gold, unit, (first, second), pair_features(channels, first, second), channels.anchors, channels.background
    )


def fitted(sets: Sequence[Sequence[Pile]], left: str | None, start: PairModel, given: argparse.Namespace) -> PairModel:
    """Search for the best weights over all sets but one."""
    import cma

    used = [piles for piles in sets if piles[0].name != left]
    free = [name for name in PARAMETERS if name not in UNUSED[given.granularity]]
    origin = np.array([getattr(start, name) for name in free])
    scale = np.maximum(np.abs(origin), 1)

    def model_at(place: NDArray[np.float64]) -> PairModel:
        return replace(start, **dict(zip(free, (place * scale).tolist(), strict=True)))

    def cost(place: NDArray[np.float64]) -> float:
        model = model_at(place)
        below = sum(max(-getattr(model, name), 0) for name in free if name != "bias")
        return 1 + below if below else PULL * float(((place - origin / scale) ** 2).sum()) - objective(used, model)

    search = cma.CMAEvolutionStrategy(
        origin / scale, 0.15, {"seed": 1, "verbose": -9, "maxiter": given.rounds, "popsize": 12}
    )
    search.optimize(cost)
    return model_at(search.result.xbest)


def objective(sets: Sequence[Sequence[Pile]], model: PairModel) -> float:
    """Mean F1 over the sets, the piles of a set and the shifts of the cut."""
    shifted = [replace(model, bias=model.bias + shift) for shift in SHIFTS]
    return float(np.mean([np.mean([pile.f1(one) for pile in piles for one in shifted]) for piles in sets]))


def report(title: str, model: PairModel, sets: Sequence[Sequence[Pile]], left: str | None) -> None:
    """Print the weights and the scores: the whole of every set, and the mean of its parts."""
    weights = ", ".join(f"{name} {value:.2f}" for name, value in asdict(model).items())
    lines = [f"{title}: {weights}"]
    for piles in {piles[0].name: piles for piles in sets}.values():
        if left in (None, piles[0].name):
            scores = [pile.f1(model) for pile in piles]
            parts = f", parts {' '.join(f'{score:.3f}' for score in scores[1:])}" if len(scores) > 1 else ""
            lines.append(f"  {piles[0].name}: {scores[0]:.3f}{parts}")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
