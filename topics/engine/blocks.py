"""A task over fixed blocks -> their results, worked out by the threads of this machine or by the workers of a cluster.

Stands below every stage. The stages choose the blocks, and what is computed for a block depends on that block alone: an engine
says where it is computed, and must never change what comes out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)
BLOCKS_A_TASK = 64  # at most: what a worker that dies can cost, and how finely progress is seen

Block = TypeVar("Block")
Result = TypeVar("Result")


class Engine(Protocol):
    """Anything that works on blocks.

    Attributes
    ----------
    name
        As in `Config(engine=...)`.
    elsewhere
        Whether blocks leave this process, so that plain Python gains by it as well.
    """

    name: str
    elsewhere: bool

    def each(
        self,
        task: Callable[..., Result],
        blocks: Sequence[Block],
        shared: tuple[Any, ...],
        *,
        name: str,
        a_task: int = BLOCKS_A_TASK,
    ) -> Iterator[tuple[int, Result]]:
        """Yield (position of the block, `task(block, *shared)`), in any order."""
        ...


class Threads:
    """The threads of this process; they work side by side in code that lets go of Python's lock."""

    name = LOCAL
    elsewhere = False

    def each(
        self,
        task: Callable[..., Result],
        blocks: Sequence[Block],
        shared: tuple[Any, ...],
        *,
        name: str,
        a_task: int = BLOCKS_A_TASK,
    ) -> Iterator[tuple[int, Result]]:
        """Yield the results in the order of the blocks."""
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix=name) as pool:
            yield from enumerate(pool.map(lambda block: task(block, *shared), blocks))


_HERE = Threads()
_CURRENT: ContextVar[Engine] = ContextVar("engine", default=_HERE)


def map_blocks(task: Callable[..., Result], blocks: Sequence[Block], *shared: Any, name: str) -> list[Result]:
    """Return what a task makes of every block, in their order.

    Parameters
    ----------
    task
        A function of a module, called as `task(block, *shared)`. What it returns must depend on nothing else.
    blocks
        Small, such as (first row, row after the last), or a list of texts. How the work is cut is the caller's choice and
        never the engine's, so that the arithmetic is the same everywhere.
    shared
        What all blocks need; large arrays are handed over once.
    name
        What the work is called where it is watched.

    Examples
    --------
    >>> map_blocks(lambda block, values: sum(values[slice(*block)]), [(0, 2), (2, 4)], [1, 2, 3, 4], name="sums")
    [3, 7]
    """
    results = dict(each_block(task, blocks, *shared, name=name))
    return [results[position] for position in range(len(blocks))]


def each_block(
    task: Callable[..., Result], blocks: Sequence[Block], *shared: Any, name: str, a_task: int = BLOCKS_A_TASK
) -> Iterator[tuple[int, Result]]:
    """Yield (position of the block, result) as soon as there is one: `map_blocks` for what is to be kept at once.

    `a_task` is the number of blocks that may be lost together when a worker dies.

    Examples
    --------
    >>> sorted(each_block(str.upper, ["a", "b"], name="letters"))
    [(0, 'A'), (1, 'B')]
    """
    return _CURRENT.get().each(task, blocks, shared, name=name, a_task=a_task)


def current_engine() -> Engine:
    """Return the engine in use.

    Examples
    --------
    >>> current_engine().name
    'local'
    """
    return _CURRENT.get()


@contextmanager
def use_engine(name: str, scheduler: Any = "", scratch: str = "") -> Iterator[Engine]:
    """Work on another engine inside a `with` block: reading, copies, vectors, events and neighbours.

    The tables of a run are the same to the byte whichever engine made them.

    Parameters
    ----------
    name
        "local": the threads of this process; "dask": Dask workers.
    scheduler
        Address of a Dask scheduler ("tcp://host:8786"), or its scheduler file (.json), or a `distributed.Client`; "" starts
        workers on this machine, one a core, for as long as the block lasts.
    scratch
        Folder that this machine and all workers see under one name: arrays and texts go there once, instead of over the
        network to every worker. Not needed for workers on this machine.

    Raises
    ------
    ImportError
        If Dask is not installed.
    ValueError
        If there is no such engine, or nothing answers at the address.

    Notes
    -----
    In a script, workers of this machine are started under `if __name__ == "__main__":` alone, as with all of Python's
    multiprocessing.

    Examples
    --------
    >>> with use_engine("local") as engine:
    ...     engine.name
    'local'
    """
    if name not in ENGINES:
        raise ValueError(f"Got engine={name!r} but expected 'local' or 'dask'.")
    if name == LOCAL and (scheduler or scratch):
        raise ValueError("Got a scheduler or a scratch folder but engine='local'; they belong to engine='dask'.")
    if name == LOCAL:
        with _in_use(Threads()) as engine:
            yield engine
        return
    from topics.engine.cluster import open_workers

    with open_workers(scheduler, scratch) as workers, _in_use(workers):
        yield workers


@contextmanager
def _in_use(engine: Engine) -> Iterator[Engine]:
    token = _CURRENT.set(engine)
    try:
        yield engine
    finally:
        _CURRENT.reset(token)


@contextmanager
def engine_asked_for(name: str, scheduler: str = "", scratch: str = "") -> Iterator[Engine]:
    """Work on the engine that the settings ask for; "local" asks for none, and one that is in use already stays.

    Examples
    --------
    >>> with use_engine("local"), engine_asked_for("local") as engine:
    ...     engine.name
    'local'
    """
    if name in (LOCAL, _CURRENT.get().name):
        yield _CURRENT.get()
        return
    with use_engine(name, scheduler, scratch) as engine:
        yield engine
