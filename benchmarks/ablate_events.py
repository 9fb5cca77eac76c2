"""What each part of the evidence is worth: ``python -m benchmarks.ablate_events FILE.jsonl.gz...``.

Every weight of `topics.clustering.pair_model` is set to zero in turn, and the cut is moved to where the mean B-cubed F1 of all
files is best without it (one cut for all), so that what is missing is the evidence and not the threshold. The last rows leave the
standardisation of meaning, and the floor of single pairs, out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.fit_events import PARAMETERS, Pile, piles_of_file
from topics.clustering.pair_model import FEATURES, PairModel

CUTS = np.arange(-2.0, 6.1, 0.5)  # log odds by which the bias is moved
LENIENT = 3.0  # log odds: so that pairs come up that the whole evidence would rule out


def main() -> None:
    """Print one row a part, one column a file."""
    parser = argparse.ArgumentParser(description="Score the events without each part of the evidence.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled articles, .jsonl.gz")
    files = parser.parse_args().files
    shipped = PairModel.shipped()
    piles = [next(piles_of_file(file, replace(shipped, bias=shipped.bias + LENIENT), "event")) for file in files]
    line("without", [pile.name[:12] for pile in piles], "mean", "cut")
    line("nothing", [f"{pile.f1(shipped):.3f}" for pile in piles], f"{mean(piles, shipped):.3f}", "0.0")
    for name in PARAMETERS:
        if name != "bias":
            report(name, piles, replace(shipped, **{name: 0.0}))
    report("meaning standardised", [raw_meaning(pile) for pile in piles], shipped)


def report(name: str, piles: Sequence[Pile], model: PairModel) -> None:
    """Score a model at the cut that is best for all files together."""
    scores: Mapping[float, float] = {float(cut): mean(piles, replace(model, bias=model.bias + cut)) for cut in CUTS}
    best = max(scores, key=lambda cut: scores[cut])
    moved = replace(model, bias=model.bias + best)
    line(name, [f"{pile.f1(moved):.3f}" for pile in piles], f"{scores[best]:.3f}", f"{best:+.1f}")


def mean(piles: Sequence[Pile], model: PairModel) -> float:
    """Mean F1 of the files."""
    return float(np.mean([pile.f1(model) for pile in piles]))


def raw_meaning(pile: Pile) -> Pile:
    """Return the pile with the background of the pile put back into the cosine of meaning."""
    features = pile.features.copy()
    column = FEATURES.index("meaning")
    features[:, column] = features[:, column] * (1 - pile.background) + pile.background
    return replace(pile, features=features)


def line(name: str, cells: Sequence[str], *more: str) -> None:
    """Print one row."""
    sys.stdout.write(f"{name:<22}" + "".join(f"{cell:>14}" for cell in [*cells, *more]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
