"""Settings -> the engine that an analysis is worked on: the one place where a run learns of engines.

Beside `pipeline`. A run must not keep where it was made: whoever gets its folder would be led to a machine of somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from topics.engine.blocks import engine_asked_for
from topics.runs.config import Config

Analyse = TypeVar("Analyse", bound=Callable[..., Any])


def on_its_engine(analyse: Analyse) -> Analyse:
    """Have a function of (articles, config, ...) work on the engine that its settings ask for; it is told the other settings."""

    @wraps(analyse)
    def worked(articles: Any, config: Config | None = None, **given: Any) -> Any:
        config = config or Config()
        with engine_asked_for(config.engine, config.scheduler, config.scratch):
            return analyse(articles, config.at_home(), **given)

    return cast(Analyse, worked)
