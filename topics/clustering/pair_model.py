"""How much each channel weighs: the log odds that two reports tell of one event.

Stands before `pairs`, which applies it. The weights are data, found by `benchmarks/fit_events.py` and shipped beside this
module; none of them is below zero, so that more agreement never speaks against one event.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOOR = -3.0  # log odds: no single pair speaks louder against one event than this ...
LIMIT = 8.0  # ... or louder for it than this
SHIPPED = Path(__file__).with_name("pair_model.json")
FEATURES = ("words", "names", "figures", "meaning", "days", "weekdays", "other_figures", "other_names")
# Articles: for the first the bias is meant, below the second it changes no more.
TYPICAL_PILE, SMALLEST_PILE = 300.0, 100.0
# Log odds; articles: few texts say little about what is rare, so two must have more in common.
FEW, FEW_FADES = 2.0, 30.0


@dataclass(frozen=True)
class PairModel:
    """Weights of the channels, in log odds; print it to see what an event rests on.

    Attributes
    ----------
    words
        Square root of the tf-idf cosine of words and word pairs.
    names
        The same of capitalised words.
    figures
        The same of numbers, in digits or spelled out.
    meaning
        Dense cosine above the background of the pile.
    days
        Log of how much likelier the days between are for one event than for two articles of this pile.
    weekdays
        Whether two leads name a day of the week in common (.5) or other ones (-1).
    other_figures, other_names
        Taken away where texts are alike (tf-idf cosine) but share none of their figures or names: two instances of one
        series, such as the oil price of two days.
    size
        Taken away for each e-fold of articles above 300, added below: the larger the pile, the likelier a chance resemblance.
    bias
        Log odds of a pair that agrees on nothing, in a pile of 300 articles.
    cohesion
        Taken away for each unit of log odds that the looser of two groups has inside: two instances of a series are alike,
        but far less so than the reports of each.
    clash
        Taken away where two groups agree within themselves on names and figures that the other never gives.

    Examples
    --------
    >>> model = PairModel.shipped()
    >>> model.words > 0 > model.bias
    True
    """

    words: float
    names: float
    figures: float
    meaning: float
    days: float
    weekdays: float
    other_figures: float
    other_names: float
    size: float
    bias: float
    clash: float
    cohesion: float

    @classmethod
    def shipped(cls, granularity: str = "event") -> PairModel:
        """Return the weights that come with the package, for single events or for whole storylines."""
        models = _shipped()
        if granularity not in models:
            raise ValueError(f"Got granularity={granularity!r} but expected one of {', '.join(map(repr, models))}.")
        return models[granularity]

    @classmethod
    def load(cls, path: str | Path, granularity: str = "event") -> PairModel:
        """Read weights that `benchmarks/fit_events.py` has written."""
        return cls(**json.loads(Path(path).read_text(encoding="utf8"))[granularity])

    def weights(self, n_articles: int) -> NDArray[np.float64]:
        """Return what `pairs` multiplies, in the order of `FEATURES`, and the bias for a pile of this size."""
        bias = self.bias - self.size * np.log(max(n_articles, SMALLEST_PILE) / TYPICAL_PILE)
        bias -= FEW * np.exp(-n_articles / FEW_FADES)
        return np.array([*(getattr(self, feature) for feature in FEATURES), bias])


@cache
def _shipped() -> dict[str, PairModel]:
    models = json.loads(SHIPPED.read_text(encoding="utf8"))
    return {granularity: PairModel(**weights) for granularity, weights in models.items()}
