"""What each stage of a run was given and how long it took, for the manifest.

Beside `pipeline`. It must never change what a stage does.
"""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from topics.runs.run import Run

PACKAGES = (
    "newstopics",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "umap-learn",
    "numba",
    "sentence-transformers",
    "torch",
)


@dataclass
class StageLog:
    """Name, settings and seconds of the stages run so far."""

    stages: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, **settings: Any) -> Iterator[dict[str, Any]]:
        """Time a stage; what it puts into the yielded dictionary is recorded with it."""
        entry: dict[str, Any] = {"name": name, "settings": settings}
        start = time.perf_counter()
        yield entry
        entry["seconds"] = round(time.perf_counter() - start, 3)
        self.stages.append(entry)


def stage_of(run: Run, name: str) -> dict[str, Any]:
    """Return what the manifest says of a stage; nothing where it says nothing.

    >>> from topics.runs.example import example_run
    >>> stage_of(example_run(), "map")
    {}
    """
    return next((stage for stage in run.manifest.get("stages", []) if stage.get("name") == name), {})


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a result depends on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found | {"topics": found["newstopics"] or "source"}


def input_hash(articles: pd.DataFrame) -> str:
    """Hash of the articles read: of their ids, which are hashes of their texts themselves."""
    return hashlib.blake2b("\n".join(articles["id"]).encode("utf8"), digest_size=16).hexdigest()


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
