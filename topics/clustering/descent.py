"""Graph of memberships -> places on the map: UMAP's gradient descent, in two dimensions and one thread.

Stands beside `reduction`, which alone calls it. Written out here because importing umap-learn takes longer than drawing the map
of a small pile; it must move the articles as umap-learn does. After the paper and umap-learn (BSD 3-Clause, Leland McInnes).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

SMALL_PILE = 10_000  # articles: up to here there are more rounds
EPOCHS_OF_SMALL, EPOCHS = 500, 200
CURVE_A, CURVE_B = (
    1.5769434602697652,
    0.8950608778515733,
)  # 1 / (1 + a d^2b) is nearness at distance d: UMAP's, min_dist .1
PUSHES = 5  # articles pushed away for each neighbour that is pulled near
LONGEST_STEP = 4.0  # of one pull or push, in one direction
SIDE = 10.0  # of the square in which the articles start
SOFT = 0.001  # keeps a push finite between articles in one place


def descend(graph: Any, start: NDArray[np.floating], seed: int) -> NDArray[np.float32]:
    """Move the articles until near and far on the map agree with the graph.

    Parameters
    ----------
    graph
        Symmetric graph of memberships, see `fuzzy_graph`.
    start
        Places to start from, shape (n_articles, 2), no two equal.
    seed
        Seed of the articles that are pushed away.

    Returns
    -------
    Shape (n_articles, 2).

    Notes
    -----
    McInnes, Healy and Melville (2018), algorithm 5; random numbers after L'Ecuyer (1996), three Tausworthe generators.

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> pairs = sp.csr_array(np.kron(np.eye(2), np.ones((3, 3)) - np.eye(3)))
    >>> places = descend(pairs, np.random.default_rng(0).normal(size=(6, 2)), seed=0)
    >>> bool(np.ptp(places[:3], axis=0).max() < np.abs(places[:3].mean(axis=0) - places[3:].mean(axis=0)).max())
    True
    """
    n_epochs = EPOCHS_OF_SMALL if graph.shape[0] <= SMALL_PILE else EPOCHS
    edges = graph.tocoo()
    strong = edges.data >= edges.data.max() / n_epochs  # a weaker one would never have its turn
    rounds = n_epochs * (edges.data[strong] / edges.data.max())
    every = n_epochs / rounds.astype(np.float64)
    places = np.array(start, dtype=np.float32, order="C")
    places = SIDE * (places - places.min(axis=0)) / np.ptp(places, axis=0)
    numbers = np.random.RandomState(seed).randint(-(2**31) + 1, 2**31 - 2, 3).astype(np.int64)
    states = numbers + places[:, :1].astype(np.float64).view(np.int64)
    _compiled(_epochs)(places, edges.row[strong], edges.col[strong], every, states, n_epochs)
    return np.asarray(places, dtype=np.float32)


def _compiled(function: Callable[..., None]) -> Any:
    """Compile, and keep the machine code on disk where a folder can be written: one second in the first run alone."""
    try:
        return numba.njit(function, cache=True)
    except RuntimeError:
        return numba.njit(function)


def _epochs(
    places: NDArray[np.float32],
    heads: NDArray[np.int32],
    tails: NDArray[np.int32],
    every: NDArray[np.float64],
    states: NDArray[np.int64],
    n_epochs: int,
) -> None:
    """Pull the ends of each edge together in every so many epochs, and push its head away from articles drawn at random."""
    n = len(places)
    turn = every.copy()
    push_every = every / PUSHES
    push_turn = push_every.copy()
    for epoch in range(n_epochs):
        rate = 1 - max(epoch - 1, 0) / n_epochs
        for edge in range(len(heads)):
            if turn[edge] > epoch:
                continue
            i, j = heads[edge], tails[edge]
            x, y = places[i, 0] - places[j, 0], places[i, 1] - places[j, 1]
            squared = x * x + y * y
            if squared > 0:
                pull = -2 * CURVE_A * CURVE_B * squared ** (CURVE_B - 1) / (CURVE_A * squared**CURVE_B + 1)
                x = rate * min(max(pull * x, -LONGEST_STEP), LONGEST_STEP)
                y = rate * min(max(pull * y, -LONGEST_STEP), LONGEST_STEP)
                places[i, 0] += x
                places[i, 1] += y
                places[j, 0] -= x
                places[j, 1] -= y
            turn[edge] += every[edge]
            n_pushes = int((epoch - push_turn[edge]) / push_every[edge])
            push_turn[edge] += n_pushes * push_every[edge]
            state = states[i]
            for _ in range(n_pushes):
                low = 0xFFFFFFFF
                state[0] = (((state[0] & 0xFFFFFFFE) << 12) & low) ^ ((((state[0] << 13) & low) ^ state[0]) >> 19)
                state[1] = (((state[1] & 0xFFFFFFF8) << 4) & low) ^ ((((state[1] << 2) & low) ^ state[1]) >> 25)
                state[2] = (((state[2] & 0xFFFFFFF0) << 17) & low) ^ ((((state[2] << 3) & low) ^ state[2]) >> 11)
                k = np.int32(state[0] ^ state[1] ^ state[2]) % n
                x, y = places[i, 0] - places[k, 0], places[i, 1] - places[k, 1]
                squared = x * x + y * y
                if squared > 0:
                    push = 2 * CURVE_B / ((SOFT + squared) * (CURVE_A * squared**CURVE_B + 1))
                    places[i, 0] += rate * min(max(push * x, -LONGEST_STEP), LONGEST_STEP)
                    places[i, 1] += rate * min(max(push * y, -LONGEST_STEP), LONGEST_STEP)
