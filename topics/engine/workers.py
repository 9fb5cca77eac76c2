"""Blocks -> tasks on Dask workers -> their results: the engine for more than one machine.

Beside `blocks`. A worker that dies costs the tasks it was at, which others do again; it must never cost a result, and results
must never depend on which worker made them.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from topics.engine.blocks import BLOCKS_A_TASK, DASK, Threads
from topics.engine.handed_over import Stored, opened, put_together, store_array, store_texts, stored_texts, taken_apart
from topics.engine.sameness import check_same, what_computes

# Tasks of a stage, and how many wait at the scheduler, which holds the texts of those alone: so many that the last ones are short
# beside the stage, a lost one is cheap, and a cluster that grows with its work has work to grow with.
TASKS_A_THREAD, FEWEST_TASKS = 16, 256
RETRIES = 2  # of a task that failed, somewhere else: a full disk, a file that one machine does not see
ROUNDS = 5  # of handing everything over again, where all who had it have died

Block = TypeVar("Block")
Result = TypeVar("Result")
Done = tuple[range, list[Any] | None]


@dataclass(frozen=True)
class Work:
    """One task as it travels: the function, what it needs beside the arrays, its blocks, and the code it expects."""

    task: Callable[..., Any]
    rest: Any
    blocks: Stored | Sequence[Any]
    expected: dict[str, str]


class Workers:
    """Dask workers, reached through a client.

    Parameters
    ----------
    client
        `distributed.Client`.
    scratch
        Folder that all workers see, None where there is none.
    """

    name = DASK
    elsewhere = True

    def __init__(self, client: Any, scratch: Path | None = None) -> None:
        self.client = client
        self.scratch = scratch

    def __repr__(self) -> str:
        """Say how many there are, and where to watch them."""
        threads = self._threads()
        many = f"workers: {len(threads)}, threads: {sum(threads)}" if threads else "no worker yet"
        return f"Dask, {many}; progress: {self.client.dashboard_link}"

    def each(
        self,
        task: Callable[..., Result],
        blocks: Sequence[Block],
        shared: tuple[Any, ...],
        *,
        name: str,
        a_task: int = BLOCKS_A_TASK,
    ) -> Iterator[tuple[int, Result]]:
        """Yield results as they come in; a single block is worked on here."""
        if len(blocks) < 2:
            yield from Threads().each(task, blocks, shared, name=name)
            return
        self._wait_for_one()
        groups = _groups(len(blocks), self._n_tasks(), a_task)
        for _ in range(ROUNDS):
            lost: list[range] = []
            with self._handed_over(shared) as (rest, arrays, folder):
                works = ((group, _work(task, rest, blocks, group, folder)) for group in groups)
                for group, results in self._round(works, arrays, name):
                    if results is None:
                        lost.append(group)
                    else:
                        yield from zip(group, results, strict=True)
            if not lost:
                return
            groups = lost
        raise RuntimeError(
            f"Got no result for {len(lost)} parts of {name!r} in {ROUNDS} attempts but expected workers that stay; "
            "look into the logs of the scheduler and the workers."
        )

    def _wait_for_one(self) -> None:
        """Wait for a worker; a cluster that starts its workers on demand is asked for one by a task that does nothing."""
        if not self._threads():
            self.client.submit(int, pure=False).result()

    def _n_tasks(self) -> int:
        return max(FEWEST_TASKS, TASKS_A_THREAD * sum(self._threads()))

    def _threads(self) -> list[int]:
        """Threads of every worker."""
        try:
            return list(self.client.nthreads().values())
        except (OSError, AttributeError):  # a client that was closed has no scheduler any more
            raise ConnectionError(
                "Got no answer from the scheduler any more but expected it to last as long as the run; start it and the run "
                "again: vectors that came back are kept."
            ) from None

    @contextmanager
    def _handed_over(self, shared: tuple[Any, ...]) -> Iterator[tuple[Any, list[Any], Path | None]]:
        """Hand the arrays over: as files in the scratch folder, or to every worker over the network."""
        arrays: list[Any] = []
        rest = taken_apart(shared, arrays)
        if self.scratch is None:
            self._wait_for_one()
            yield rest, [self.client.scatter(array, broadcast=True, hash=False) for array in arrays], None
            return
        folder = Path(tempfile.mkdtemp(prefix="topics-", dir=self.scratch)).resolve()
        try:
            yield rest, [store_array(array, folder, f"array-{i}") for i, array in enumerate(arrays)], folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _round(self, works: Iterator[tuple[range, Work]], arrays: list[Any], name: str) -> Iterator[Done]:
        """Yield (blocks of a task, their results, or None where what it needs is lost)."""
        from distributed import as_completed

        token, under_way = uuid.uuid4().hex, dict[str, tuple[range, Any]]()

        def submit() -> Iterator[Any]:
            for number, (group, work) in enumerate(works):
                key = f"{name}-{token}-{number}"
                future = self.client.submit(worked, work, *arrays, key=key, retries=RETRIES, pure=False)
                under_way[key] = group, future
                yield future

        more = submit()
        first = list(islice(more, self._n_tasks()))
        completed = as_completed(first, loop=self.client.loop)
        try:
            for future in completed:
                results = _results(future, name)
                yield under_way.pop(future.key)[0], results
                completed.update(islice(more, 1))
        finally:  # an error, or Ctrl-C: what nobody waits for any more is not worked on
            self.client.cancel([future for _, future in under_way.values()], force=True)


def _work(task: Callable[..., Any], rest: Any, blocks: Sequence[Any], group: range, folder: Path | None) -> Work:
    chosen = blocks[group.start : group.stop]
    stored = store_texts(chosen, folder, f"part-{group.start:08}") if folder else chosen
    return Work(task, rest, stored, what_computes())


def worked(work: Work, *arrays: Any) -> list[Any]:
    """Do one task, on a worker: what the task makes of each of its blocks."""
    from threadpoolctl import threadpool_limits

    check_same(work.expected, f"a worker on {socket.gethostname()}")
    threadpool_limits(1)  # for good: libraries that share the work among threads would sum up in another order
    blocks = stored_texts(work.blocks) if isinstance(work.blocks, Stored) else work.blocks
    shared = put_together(work.rest, [opened(array) for array in arrays])
    return [work.task(block, *shared) for block in blocks]


def _results(future: Any, name: str) -> list[Any] | None:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        results: list[Any] = future.result()
    except CancelledError:  # every worker that had an array has died
        return None
    except KilledWorker:
        raise RuntimeError(
            f"Got several workers that died over one and the same part of {name!r} but expected them to live through it; "
            "give them more memory (dask worker --memory-limit), or look into their logs."
        ) from None
    return results


def _groups(n_blocks: int, n_tasks: int, a_task: int) -> list[range]:
    """Cut the numbers of the blocks into those of tasks: enough of them for all threads, none too long."""
    size = max(1, min(a_task, n_blocks // n_tasks))
    return [range(start, min(start + size, n_blocks)) for start in range(0, n_blocks, size)]
