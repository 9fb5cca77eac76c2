"""An address, or nothing -> workers to use: those of a cluster that is there, or some of this machine's own.

Beside `workers`. Who starts workers stops them; a cluster that was there is left as it was.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from topics.engine.workers import Workers

SECONDS_TO_ANSWER = 20
THIS_MACHINE = "127.0.0.1"
FILE = ".json"  # what the name of a scheduler file ends in


class EngineWarning(UserWarning):
    """Something about the workers that a user wants to know."""


@contextmanager
def open_workers(scheduler: Any = "", scratch: str = "") -> Iterator[Workers]:
    """Use the workers of a scheduler, or start some on this machine; see `use_engine`.

    Raises
    ------
    ImportError
        If Dask is not installed.
    ValueError
        If nothing answers at the address, or the scratch folder is none.
    """
    if find_spec("distributed") is None:
        raise ImportError("Got engine='dask' but Dask is not installed; install it: pip install 'newstopics[scale]'.")
    if scratch and not Path(scratch).is_dir():
        raise ValueError(f"Got scratch={scratch!r} but expected a folder that this machine and all workers see.")
    folder = Path(scratch).resolve() if scratch else None
    if scheduler == "":
        with _workers_of_this_machine(folder) as workers:
            yield workers
    elif isinstance(scheduler, str):
        with _connected(scheduler) as client:
            yield Workers(client, folder)
    else:
        yield Workers(scheduler, folder)


@contextmanager
def _workers_of_this_machine(scratch: Path | None) -> Iterator[Workers]:
    """Start a process a core; arrays go to them through a folder, which is memory that they share."""
    from distributed import Client

    with (
        tempfile.TemporaryDirectory(prefix="topics-") as own,
        _local_cluster() as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield Workers(client, scratch or Path(own))


def _local_cluster() -> Any:
    from distributed import LocalCluster

    try:
        return LocalCluster(
            n_workers=os.cpu_count(),
            threads_per_worker=1,
            host=THIS_MACHINE,
            dashboard_address=f"{THIS_MACHINE}:0",
            memory_limit=None,  # what is mapped counts as used, and would have a worker killed that needs little
            # Else anybody on this machine could have the processes do anything in your name.
            security=find_spec("cryptography") is not None or None,
            silence_logs=logging.CRITICAL,
            preload=["topics.engine.interrupts"],
        )
    except RuntimeError as error:
        raise RuntimeError(
            f"Got no workers on this machine ({error}); in a script, the call must stand under "
            "`if __name__ == '__main__':`, since every worker reads the script when it starts."
        ) from error


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler by its address or its file."""
    from distributed import Client

    where = {"scheduler_file": scheduler} if scheduler.endswith(FILE) else {"address": scheduler}
    if scheduler.endswith(FILE) and not Path(scheduler).is_file():
        raise ValueError(
            f"Got scheduler={scheduler!r}, which is no file; `dask scheduler --scheduler-file` writes one."
        )
    try:
        client = Client(**where, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(
            f"Got scheduler={scheduler!r} but nothing answers there ({type(error).__name__}); start one with "
            "`dask scheduler` and workers with `dask worker ADDRESS`, or leave it out for workers on this machine."
        ) from None
    with client:
        if not client.nthreads():
            warnings.warn(
                f"Got scheduler={scheduler!r}, which has no workers yet; waiting.", EngineWarning, stacklevel=5
            )
        yield client
