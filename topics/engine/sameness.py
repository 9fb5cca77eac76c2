"""Whether a worker computes with the same code and libraries: else its results would be other ones, and nobody would see it.

Beside `workers`, at both ends. It must never let a difference pass in silence.
"""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "numpy", "scipy", "numba", "scikit-learn", "pandas", "pyarrow", "torch", "transformers", "tokenizers",
    "sentence-transformers", "dateparser", "py3langid", "ftfy", "trafilatura", "htmldate", "lxml", "feedparser", "pypdf",
)  # fmt: skip
CODE = "newstopics"
# What runs on workers.
SENT = (
    "articles",
    "copies.py",
    "encoding",
    "engine",
    "neighbours.py",
    "clustering/pairs.py",
    "clustering/pair_model.py",
)


@cache
def what_computes() -> dict[str, str]:
    """Return what results depend on: versions of Python and the libraries, and a hash of the code of this package.

    Examples
    --------
    >>> sorted(what_computes())[:2]
    ['dateparser', 'feedparser']
    """
    found = {"python": ".".join(platform.python_version_tuple()[:2]), CODE: _code()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def check_same(expected: dict[str, str], where: str) -> None:
    """Refuse to compute with other code than `expected` names.

    Raises
    ------
    RuntimeError
        If anything differs; it names what.

    Examples
    --------
    >>> check_same(what_computes(), "worker 1")
    >>> check_same({**what_computes(), "numpy": "1.0"}, "worker 1")
    Traceback (most recent call last):
    RuntimeError: Got worker 1 with numpy ... but expected 1.0 ...
    """
    here = what_computes()
    for package, wanted in expected.items():
        found = here.get(package, "none")
        if found != wanted:
            raise RuntimeError(
                f"Got {where} with {package} {found} but expected {wanted} as where the run is made: results would differ; "
                "install the same versions on all workers: pip install --constraint constraints.txt 'newstopics[scale]'."
            )


def _code() -> str:
    """Hash of the sources that run on workers."""
    root, digest = Path(__file__).parents[1], hashlib.blake2b(digest_size=8)
    for path in sorted(path for part in SENT for path in [root / part, *(root / part).rglob("*.py")] if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"code {digest.hexdigest()}"
