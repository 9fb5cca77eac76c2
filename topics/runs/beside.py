"""One stage beside the others: its result is waited for where the straight line needs it.

Serves `pipeline`. It must not change what a stage computes, nor keep a stopped program alive.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Found = TypeVar("Found")


def beside(stage: Callable[P, Found], *given: P.args, **settings: P.kwargs) -> Callable[[], Found]:
    """Start a stage in a thread of its own and return what waits for its result.

    The thread ends with the program: a run that is stopped does not wait for it.

    Examples
    --------
    >>> laid_out = beside(max, 3, 5)
    >>> laid_out()
    5
    """
    outcome: Future[Found] = Future()

    def work() -> None:
        try:
            outcome.set_result(stage(*given, **settings))
        except BaseException as error:  # it is raised where the result is asked for
            outcome.set_exception(error)

    # It works on the engine in use here, which a thread does not know of by itself.
    Thread(target=copy_context().run, args=(work,), name="topics-beside", daemon=True).start()
    return outcome.result
