"""Coordinates -> topics: nested layers from a few broad topics down to fine ones, every article placed in all of them.

Stands after `reduction` and `events` on the straight line. It must not leave an article out, and must not depend on the order
of the articles or on a seed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from topics.clustering.groups import clear_groups, theme_groups
from topics.clustering.reduction import smooth_coordinates
from topics.clustering.tree import number_by_size, split_tree
from topics.encoding.encoders import unit_rows
from topics.neighbours import Neighbours, nearest

FEWEST_BROAD, MOST_BROAD = 5, 15  # broad topics a person can hold in mind
TYPICAL_BROAD, PREFERENCE = 11.0, 0.45  # among equally clear cuts the one nearest to so many; 15 must be 4 % clearer
UNITS_A_BROAD_TOPIC = 2  # a broad topic of fewer units than this on average is not broad
UNITS_A_NEIGHBOUR = (
    8  # a neighbourhood takes in a part of a small pile only: one neighbour for so many units, five at least
)
FEWEST_NEIGHBOURS = 5
STEP, LEAST_STEP = 2.5, 1.5  # each layer has about this many times the topics of the layer above it, and not much fewer
FEWEST_ARTICLES = 6.0  # average size of a topic below which no finer layer is cut
MOST_LAYERS = 4
LAYERED_PILE = 100  # articles: a person reads through fewer than that without a second layer
SMALLEST_SHARE = 0.003  # a topic holds at least this share of the articles of the pile ...
SMALLEST_SIZE = 2.0  # ... and at least so many articles
VIEW_NEIGHBOURS = (2 / 3, 1.0, 4 / 3)  # the views of the consensus: neighbours, as a multiple of `n_neighbors`,
VIEW_DIMENSIONS = (6, 8, 10)  # coordinates,
VIEW_TOPICS = (8, 12, 16)  # and topics
FOLDS, FOLDED_PILE = 10, 1_000  # a pile of up to so many units is also looked at without each tenth of them
FINE_DIMENSIONS = 30  # coordinates in which fine topics are cut
SMALL_PILE = 45  # units: below this there is no neighbourhood graph to speak of, and texts are compared directly
SAME_VECTOR = 1e-5  # cosine distance up to which a new vector is one that was fitted
TREE_SIZE = 12_000  # units: the tree is grown on so many at most, the others join their nearest neighbour's topic


class TopicClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Nested topics of a pile of vectors.

    Many clusterings of the smooth coordinates of the neighbour graph (Ward's trees, other neighbourhood sizes, dimensions
    and numbers of topics) agree on a consensus tree, which is cut from coarse to fine; the finest layers are cut inside
    the topics of the broader ones, in more coordinates.

    Parameters
    ----------
    n_neighbors
        Neighbours of every unit in the graph.
    n_broad
        Number of broad topics; None chooses 5 to 15 from the data, fewer in a small pile or one of clear groups.
    n_layers
        Most layers to cut.

    Attributes
    ----------
    layers_
        Shape (n_samples, n_layers), topic of every sample in every layer, broadest first, numbered by size.
    labels_
        Shape (n_samples,), the finest layer.
    confidence_
        Shape (n_samples,), share 0..1 of a sample's nearest neighbours that are in its finest topic, itself included.
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

    def fit(self, X: ArrayLike, y: Any = None, sample_weight: ArrayLike | None = None) -> TopicClusterer:
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
        """
        if self.n_neighbors < 2 or self.n_layers < 1 or (self.n_broad is not None and self.n_broad < 1):
            raise ValueError(
                f"Got n_neighbors={self.n_neighbors}, n_broad={self.n_broad}, n_layers={self.n_layers} but expected "
                "n_neighbors of at least 2, and n_broad and n_layers of at least 1."
            )
        rows = unit_rows(validate_data(self, X, dtype=np.float64))
        weights = _checked_weights(sample_weight, len(rows))
        heard = np.flatnonzero(weights > 0)
        first, unit = _equal_rows(rows[heard])
        self.vectors_ = rows[heard][first]
        mass = np.asarray(np.bincount(unit, weights[heard]), dtype=np.float64)
        small = len(first) < SMALL_PILE
        cut = self._one_layer(self.vectors_) if small else self._layers(self.vectors_, mass)
        layers = number_by_size(cut, mass)
        self.vector_labels_: NDArray[np.int64] = layers[:, -1]
        _, confidence = self._vote(self.vectors_, itself=True)
        place = nearest(rows, 1, self.vectors_).indices[:, 0] if len(heard) < len(rows) else unit
        place[heard] = unit
        self.layers_: NDArray[np.int64] = layers[place]
        self.labels_: NDArray[np.int64] = self.layers_[:, -1]
        self.confidence_: NDArray[np.float32] = confidence[place]
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the finest topic of new vectors, shape (n_samples,), by vote of their nearest neighbours."""
        check_is_fitted(self)
        vectors = unit_rows(validate_data(self, X, dtype=np.float64, reset=False))
        return self._vote(vectors)[0]

    def _vote(
        self, vectors: NDArray[np.float32], itself: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Finest topic, and its share 0..1 of the nearest neighbours; a vector that was fitted keeps its own topic."""
        near = nearest(vectors, self.n_neighbors, None if itself else self.vectors_)
        votes = self.vector_labels_[near.indices]
        known = near.distances[:, 0] <= SAME_VECTOR
        tally = np.zeros((len(vectors), int(self.vector_labels_.max()) + 1))
        np.add.at(tally, (np.arange(len(vectors))[:, None], votes), np.maximum(1 - near.distances, 1e-6))
        chosen = np.where(known, votes[:, 0], tally.argmax(axis=1))
        # A topic of five cannot fill fifteen places: only as many neighbours are asked as the topic could provide.
        size = np.bincount(self.vector_labels_)[chosen]
        asked = np.arange(votes.shape[1]) < np.maximum(size, 1)[:, None]
        agree = asked & (votes == chosen[:, None])
        return chosen, (agree.sum(axis=1) / asked.sum(axis=1)).astype(np.float32)

    def _one_layer(self, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
        return theme_groups(vectors, MOST_BROAD, self.n_broad)[:, None]

    def _layers(self, vectors: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.int64]:
        chosen = np.arange(len(vectors))[:: -(-len(vectors) // TREE_SIZE)]
        vectors_chosen, weights = vectors[chosen], weights[chosen]
        n_neighbors = min(self.n_neighbors, max(FEWEST_NEIGHBOURS, len(chosen) // UNITS_A_NEIGHBOUR))
        near = nearest(vectors_chosen, min(round(n_neighbors * max(VIEW_NEIGHBOURS)), len(chosen) - 1))
        views = _views(vectors_chosen, weights, near, n_neighbors)
        clear = (
            clear_groups(vectors_chosen, weights, MOST_BROAD, smallest_topic(weights)) if self.n_broad is None else None
        )
        layers = [_broad_topics(views, weights, self.n_broad) if clear is None else clear]
        fine = smooth_coordinates(vectors_chosen, near.first(n_neighbors), FINE_DIMENSIONS)
        while len(layers) < self.n_layers:
            n_above = int(layers[-1].max()) + 1
            n_topics = min(round(n_above * STEP), int(weights.sum() / FEWEST_ARTICLES))
            if weights.sum() < LAYERED_PILE or n_topics < n_above * LEAST_STEP:
                break
            coordinates = views if n_topics <= FINE_DIMENSIONS else fine
            layers.append(_finer_topics(coordinates, weights, layers[-1], n_topics))
        found = np.column_stack(layers)
        return found if len(chosen) == len(vectors) else found[nearest(vectors, 1, vectors_chosen).indices[:, 0]]


def _checked_weights(sample_weight: ArrayLike | None, n: int) -> NDArray[np.float64]:
    weights = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    if weights.shape != (n,):
        raise ValueError(f"Got sample_weight of shape {weights.shape} but expected {(n,)}, one a row of X.")
    if not (weights >= 0).all() or not weights.any():
        raise ValueError("Got a sample_weight that is negative or zero everywhere but expected weights above zero.")
    return weights


def _equal_rows(vectors: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Position of the first of every set of equal rows, and the set of every row, numbered as they appear."""
    known: dict[bytes, int] = {}
    sets = [known.setdefault((row + 0.0).tobytes(), len(known)) for row in vectors]  # + 0.0: -0.0 equals 0.0
    first = np.unique(sets, return_index=True)[1]
    return first, np.array(sets, dtype=np.intp)


def _views(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], near: Neighbours, n_neighbors: int
) -> NDArray[np.float64]:
    """Membership of every unit in the topics of many clusterings, side by side: where they agree, units are near.

    A consensus (Strehl and Ghosh 2002) over neighbourhood sizes, numbers of coordinates and numbers of topics; none of them
    draws a random number. In a small pile a single event can tip a cut over, so it is also looked at without every tenth unit,
    ten times; the units left out join their nearest neighbour. Shape (n_units, sum of topics over the views).
    """
    columns = _columns(vectors, weights, near, n_neighbors)
    for fold in range(FOLDS if FOLDS < len(vectors) <= FOLDED_PILE else 0):
        kept = np.flatnonzero(np.arange(len(vectors)) % FOLDS != fold)
        inside = nearest(vectors[kept], min(near.indices.shape[1], len(kept) - 1))
        joins = nearest(vectors, 1, vectors[kept]).indices[:, 0]
        columns += [column[joins] for column in _columns(vectors[kept], weights[kept], inside, n_neighbors)]
    return np.asarray(np.hstack(columns) / np.sqrt(len(columns)))


def _columns(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], near: Neighbours, n_neighbors: int
) -> list[NDArray[np.float64]]:
    """Membership in the topics of each clustering, one array of ones and zeros a clustering."""
    columns = []
    for share in VIEW_NEIGHBOURS:
        coordinates = smooth_coordinates(vectors, near.first(round(n_neighbors * share)), max(VIEW_DIMENSIONS))
        for n_dimensions in VIEW_DIMENSIONS:
            view = unit_rows(coordinates[:, :n_dimensions]).astype(np.float64)
            labels, _ = split_tree(view, weights, max(VIEW_TOPICS), smallest_topic(weights))
            for n_topics in VIEW_TOPICS:
                found = labels[:, min(n_topics, labels.shape[1]) - 1]
                columns.append(np.eye(found.max() + 1)[found])
    return columns


def smallest_topic(weights: NDArray[np.float64]) -> float:
    """Fewest articles of a broad topic."""
    return max(SMALLEST_SIZE, SMALLEST_SHARE * float(weights.sum()))


def _broad_topics(views: NDArray[np.float64], weights: NDArray[np.float64], n_broad: int | None) -> NDArray[np.int64]:
    """Cut the tree where the next cut would separate much less than the last one did, between 5 and 15 topics."""
    labels, heights = split_tree(
        views, weights, MOST_BROAD + 1 if n_broad is None else n_broad, smallest_topic(weights)
    )
    if n_broad is not None:
        return labels[:, -1]
    most = min(MOST_BROAD, max(len(weights) // UNITS_A_BROAD_TOPIC, 1), len(heights))
    fewest = min(FEWEST_BROAD, most)
    clear = [_clearness(heights, k) for k in range(fewest, most + 1)]
    return labels[:, fewest - 1 + int(np.argmax(np.round(clear, 6)))]


def _clearness(heights: list[float], k: int) -> float:
    """How much less the next cut would separate than the cut into k topics did, log, less a distaste for odd numbers."""
    gap = np.log(max(heights[k - 1], 1e-9) / max(heights[k], 1e-9)) if 1 < k < len(heights) else 0.0
    return float(gap - PREFERENCE * np.log(k / TYPICAL_BROAD) ** 2)


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
