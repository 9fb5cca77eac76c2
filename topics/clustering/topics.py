"""Coordinates -> topics: nested layers from a few broad topics down to fine ones, every article placed in all of them.

Stands after `reduction` and `events` on the straight line. It must not leave an article out, and must not depend on the order
of the articles or on a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from topics.clustering.clearness import clearest_cut, many_topics
from topics.clustering.consensus import NEIGHBOURS, consensus, settle
from topics.clustering.groups import clear_groups, theme_groups
from topics.clustering.hold import Path, hold_topics
from topics.clustering.looks import spare_graph
from topics.clustering.reduction import smooth_coordinates
from topics.clustering.tree import number_by_size, split_tree
from topics.clustering.votes import agreement, confidence, tally
from topics.encoding.vectors import equal_rows, unit_rows
from topics.neighbours import Neighbours, nearest

FEWEST_BROAD, MOST_BROAD = 5, 15  # broad topics a person can hold in mind
# A neighbourhood takes in a part of a small pile only: one neighbour for so many units, five at least.
UNITS_A_NEIGHBOUR = 8
FEWEST_NEIGHBOURS = 5
STEP, LEAST_STEP = 2.5, 1.5  # each layer has about this many times the topics of the layer above it, and not much fewer
FEWEST_ARTICLES = 6.0  # average size of a topic below which no finer layer is cut
MOST_LAYERS = 4
LAYERED_PILE = 100  # articles: a person reads through fewer than that without a second layer
SMALLEST_SHARE = 0.003  # a topic holds at least this share of the articles of the pile ...
SMALLEST_SIZE = 2.0  # ... and at least so many articles
FEW_TOPICS = 12  # topics looked for where they are to be 5 to 15
FINE_DIMENSIONS = 30  # coordinates in which fine topics are cut
SMALL_PILE = 45  # units: below this there is no neighbourhood graph to speak of, and texts are compared directly
FLOATS = (np.float64, np.float32)  # what vectors may come in; they are compared in single precision
SAME_VECTOR = 1e-5  # cosine distance up to which a new vector is one that was fitted
TREE_SIZE = 12_000  # units: the tree is grown on so many at most, the others join their nearest neighbour's topic


class TopicClusterer(ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Nested topics of a pile of vectors.

    Many looks at parts of the pile (smooth coordinates of the neighbour graph, Ward's trees) agree on a consensus, which is cut
    into broad topics where they are clearest; finer layers are cut inside the topics of the broader ones.

    Parameters
    ----------
    n_neighbors
        Neighbours of every unit in the graph.
    n_broad
        Number of broad topics; None chooses from the data: 5 to 15, fewer in a small pile or one of clear groups, and more
        only where more are much clearer.
    n_layers
        Most layers to cut.

    Attributes
    ----------
    layers_
        Shape (n_samples, n_layers), topic of every sample in every layer, broadest first, numbered by size.
    labels_
        Shape (n_samples,), the finest layer.
    confidence_
        Shape (n_samples,), .5 to .9: how often a sample like it keeps its finest topic when the pile changes, see `confidence`.
    fit_of_known_
        How clear the topics of an earlier fit are beside new ones; below .8 the new ones were taken, NaN without an earlier fit.
    vectors_, vector_labels_
        The distinct vectors, shape (n_vectors, n_features), and their finest topic, shape (n_vectors,).

    Notes
    -----
    Ward (1963); Ng, Jordan and Weiss (2001).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = np.concatenate([rng.normal(center, 0.1, size=(40, 8)) for center in np.eye(8)])
    >>> int(TopicClusterer().fit(X).layers_[:, 0].max()) + 1
    8
    """

    def __init__(self, n_neighbors: int = 15, n_broad: int | None = None, n_layers: int = MOST_LAYERS) -> None:
        self.n_neighbors = n_neighbors
        self.n_broad = n_broad
        self.n_layers = n_layers

    def fit(
        self,
        X: ArrayLike,
        y: Any = None,
        sample_weight: ArrayLike | None = None,
        known: Sequence[Path | None] | None = None,
    ) -> TopicClusterer:
        """Find the topics.

        Parameters
        ----------
        X
            Vectors, shape (n_samples, n_features); compared by cosine.
        y
            Not used.
        sample_weight
            Shape (n_samples,), how many articles a row stands for. Equal rows count as one that stands for all of them;
            a row of weight 0 only joins the topic of its nearest neighbour.
        known
            Names of the topics that each row had in an earlier fit, broadest first, None for a new row. They are kept until
            they no longer fit, see `hold_topics`.
        """
        if self.n_neighbors < 2 or self.n_layers < 1 or (self.n_broad is not None and self.n_broad < 1):
            raise ValueError(
                f"Got n_neighbors={self.n_neighbors}, n_broad={self.n_broad}, n_layers={self.n_layers} but expected "
                "n_neighbors of at least 2, and n_broad and n_layers of at least 1."
            )
        rows = unit_rows(validate_data(self, X, dtype=FLOATS))
        weights = _checked_weights(sample_weight, len(rows))
        heard = np.flatnonzero(weights > 0)
        first, unit = equal_rows(rows if len(heard) == len(rows) else rows[heard])
        self.vectors_ = rows if len(first) == len(rows) else rows[heard[first]]
        mass = np.asarray(np.bincount(unit, weights[heard]), dtype=np.float64)
        small = len(first) < SMALL_PILE
        grown = np.arange(len(first))[:: -(-len(first) // TREE_SIZE)]
        cut = self._one_layer(self.vectors_) if small else self._layers(self.vectors_[grown], mass[grown])
        every = len(grown) == len(first)
        near = nearest(self.vectors_, self.n_neighbors, None if every else self.vectors_[grown])
        cut = cut if every else cut[near.indices[:, 0]]
        before = [None] * len(first) if known is None else [known[row] for row in heard[first]]
        cut, self.fit_of_known_ = hold_topics(self.vectors_, mass, cut, before)
        layers = number_by_size(cut, mass)
        self.vector_labels_: NDArray[np.int64] = layers[:, -1]
        firmly = confidence(agreement(near, self.vector_labels_[grown], self.vector_labels_))
        place = nearest(rows, 1, self.vectors_).indices[:, 0] if len(heard) < len(rows) else unit
        place[heard] = unit
        self.layers_: NDArray[np.int64] = layers[place]
        self.labels_: NDArray[np.int64] = self.layers_[:, -1]
        self.confidence_: NDArray[np.float32] = firmly[place]
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the finest topic of new vectors, shape (n_samples,), by vote of their nearest neighbours.

        A vector that was fitted keeps the topic that it has.
        """
        check_is_fitted(self)
        vectors = unit_rows(validate_data(self, X, dtype=FLOATS, reset=False))
        near = nearest(vectors, self.n_neighbors, self.vectors_)
        known = near.distances[:, 0] <= SAME_VECTOR
        return np.where(known, self.vector_labels_[near.indices[:, 0]], tally(near, self.vector_labels_).argmax(axis=1))

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Return the share of the nearest neighbours that each finest topic has, shape (n_samples, n_topics), rows sum to 1.

        The largest share is what `predict` says, except that a vector that was fitted keeps its own topic there.
        """
        check_is_fitted(self)
        vectors = unit_rows(validate_data(self, X, dtype=FLOATS, reset=False))
        votes = tally(nearest(vectors, self.n_neighbors, self.vectors_), self.vector_labels_)
        return np.asarray(votes / votes.sum(axis=1, keepdims=True), dtype=np.float32)

    def _one_layer(self, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
        return theme_groups(vectors, MOST_BROAD, self.n_broad)[:, None]

    def _layers(self, vectors: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.int64]:
        n_neighbors = min(self.n_neighbors, max(FEWEST_NEIGHBOURS, len(vectors) // UNITS_A_NEIGHBOUR))
        graph = spare_graph(vectors, round(n_neighbors * max(NEIGHBOURS)))
        broad, agreed = self._broad_layer(vectors, weights, graph, n_neighbors)
        layers = [broad]
        fine = smooth_coordinates(vectors, graph.first(min(n_neighbors, len(vectors) - 1)), FINE_DIMENSIONS)
        while len(layers) < self.n_layers:
            n_above = int(layers[-1].max()) + 1
            n_topics = min(round(n_above * STEP), int(weights.sum() / FEWEST_ARTICLES))
            if weights.sum() < LAYERED_PILE or n_topics < n_above * LEAST_STEP:
                break
            coordinates = fine if agreed is None or n_topics > FINE_DIMENSIONS else agreed
            finer = _finer_topics(coordinates, weights, layers[-1], n_topics)
            if finer.max() + 1 < n_above * LEAST_STEP:
                break
            layers.append(finer)
        return np.column_stack(layers)

    def _broad_layer(
        self, vectors: NDArray[np.float32], weights: NDArray[np.float64], graph: Neighbours, n_neighbors: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
        """Cut the consensus where topics are most themselves; into more than fifteen only where that is much clearer.

        Returns the topics, and the coordinates of the consensus where there is one.
        """
        smallest = smallest_topic(weights)
        clear = clear_groups(vectors, weights, MOST_BROAD, smallest) if self.n_broad is None else None
        if clear is not None:
            return clear, None

        agreed = consensus(vectors, weights, graph, n_neighbors, max(FEW_TOPICS, self.n_broad or 0), smallest)
        tree = split_tree(agreed, weights, self.n_broad or MOST_BROAD, smallest)[0].T
        if self.n_broad is not None:
            return settle(agreed, tree[-1]), agreed
        few, clearness = clearest_cut(
            vectors, weights, [settle(agreed, cut) for cut in tree[min(FEWEST_BROAD, len(tree)) - 1 :]]
        )
        many = many_topics(vectors, weights, n_neighbors, clearness)
        if many is None:
            return few, agreed
        agreed = consensus(vectors, weights, graph, n_neighbors, many, smallest)
        return settle(agreed, split_tree(agreed, weights, many, smallest)[0][:, -1]), agreed


def _checked_weights(sample_weight: ArrayLike | None, n: int) -> NDArray[np.float64]:
    weights = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    if weights.shape != (n,):
        raise ValueError(f"Got sample_weight of shape {weights.shape} but expected {(n,)}, one a row of X.")
    if not (weights >= 0).all() or not weights.any():
        raise ValueError("Got a sample_weight that is negative or zero everywhere but expected weights above zero.")
    return weights


def smallest_topic(weights: NDArray[np.float64]) -> float:
    """Fewest articles of a broad topic."""
    return max(SMALLEST_SIZE, SMALLEST_SHARE * float(weights.sum()))


def _finer_topics(
    coordinates: NDArray[np.float64], weights: NDArray[np.float64], parents: NDArray[np.int64], n_topics: int
) -> NDArray[np.int64]:
    """Split the topics of one layer further, the loosest first, until there are about `n_topics`."""
    trees = {}
    heights = []
    for parent in range(parents.max() + 1):
        inside = np.flatnonzero(parents == parent)
        room = max(1, round(4 * n_topics * weights[inside].sum() / weights.sum()))
        trees[parent] = split_tree(coordinates[inside], weights[inside], room, FEWEST_ARTICLES / 2)
        heights += [(height, parent) for height in trees[parent][1][1:]]
    kept = sorted(heights, key=lambda h: (-h[0], h[1]))[: n_topics - parents.max() - 1]
    found = np.zeros(len(parents), dtype=np.int64)
    offset = 0
    for parent, (labels, _) in trees.items():
        column = sum(1 for _, owner in kept if owner == parent)
        found[parents == parent] = labels[:, column] + offset
        offset += labels[:, column].max() + 1
    return found
