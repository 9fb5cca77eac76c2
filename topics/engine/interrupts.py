"""Workers of this machine -> workers that leave Ctrl-C to the program that started them.

Beside `cluster`; every worker process loads it when it starts. A terminal tells all processes of a program to stop at once; the
one that started the others stops them in good order, and must not be talked over by what they say about it.
"""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Ignore Ctrl-C; Dask calls this by its name in every worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
