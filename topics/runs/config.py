"""The settings of a run, all of them, in one place and in one file.

Read by `pipeline` alone; every stage takes plain arguments. A setting that is not here does not exist.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from topics.clustering.entities import CAPITALS, parts_of
from topics.encoding.devices import AUTO, PRECISIONS, checked_device
from topics.encoding.models import DEFAULT_MODEL
from topics.engine.blocks import ENGINES, LOCAL


@dataclass(frozen=True)
class Config:
    """Settings of a run; the defaults are meant for news and serve headlines and full texts, small piles and large.

    Attributes
    ----------
    seed
        Seed of the map (0 or more). Copies, events and topics depend on no seed.
    model
        Name or folder of a sentence-transformers model; "static" for word pieces of the default model, some tens of times as
        fast and a little worse.
    precision
        "auto", "float32" or "bfloat16"; "auto" takes bfloat16 where the processor is fast at it (cosine .9999).
    device
        Where texts are encoded: "auto" (a CUDA card if there is one, else the processor), "cpu", "cuda", "cuda:1" or "mps".
        A card gives other last bits than a processor, so vectors of one are not taken for the other's.
    max_tokens
        Longest text for the model in tokens, 0 for the model's own limit (256 for the default model).
    lead_chars
        Characters of the body that are read, after the title (100 and more): 1,500 hold what tells events apart,
        the rest is background.
    copy_threshold
        Share of the shorter text's five-word runs that make a copy (above 0, at most 1).
    copy_window
        Days between a text and its copy at most.
    granularity
        "event" for single happenings, "storyline" where the longer stories that they make up are to be the events.
    entities
        What finds the names that tell events apart: "capitals" (no model), or a model by name or folder, "spacy:..." or
        "gliner:..."; for texts in which capitals tell little (German, Arabic, Chinese).
    n_neighbors
        Neighbours of an article in the graph (2 to 100): smaller sees finer structure.
    n_broad
        Number of broad topics, 0 to choose from the data: 5 to 15, and more only where more are much clearer.
    n_layers
        Most topic layers (1 to 6).
    engine
        Where reading, copies, vectors, events and neighbours are worked on: "local" (this process) or "dask"; the tables are
        the same. Like the two below it is no part of what a run keeps.
    scheduler
        Address or file of a Dask scheduler, "" for workers on this machine.
    scratch
        Folder that all workers see, "" to hand data over by network.

    Examples
    --------
    >>> Config(seed=3).seed
    3
    >>> Config(sead=3)
    Traceback (most recent call last):
    TypeError: ...
    """

    seed: int = 0
    model: str = DEFAULT_MODEL
    precision: str = "auto"
    device: str = AUTO
    max_tokens: int = 0
    lead_chars: int = 1_500
    copy_threshold: float = 0.5
    copy_window: float = 30.0
    granularity: str = "event"
    entities: str = CAPITALS
    n_neighbors: int = 15
    n_broad: int = 0
    n_layers: int = 4
    engine: str = LOCAL
    scheduler: str = ""
    scratch: str = ""

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            kind = int if isinstance(getattr(type(self), name), int) else (int, float)
            if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
                expected = "a whole number" if kind is int else "a number"
                raise ValueError(f"Got {name}={value!r} but expected {expected} from {low} to {high}.")
        if not isinstance(self.model, str):
            raise ValueError(f"Got model={self.model!r} but expected the name or the folder of a model.")
        if self.granularity not in GRANULARITIES:
            raise ValueError(f"Got granularity={self.granularity!r} but expected 'event' or 'storyline'.")
        parts_of(self.entities)  # complains
        if self.engine not in ENGINES or (self.engine == LOCAL and (self.scheduler or self.scratch)):
            expected = "'local' or 'dask', and a scheduler or scratch folder with 'dask' alone"
            raise ValueError(f"Got engine={self.engine!r} but expected {expected}.")
        checked_device(self.device)
        if self.precision not in PRECISIONS:
            raise ValueError(f"Got precision={self.precision!r} but expected 'auto', 'float32' or 'bfloat16'.")

    @classmethod
    def load(cls, path: str | Path) -> Config:
        """Read a TOML file; an unknown setting is refused with the name that may have been meant."""
        try:
            settings = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise FileNotFoundError(
                f"Got config {str(path)!r} but there is no such file; give another one, or leave it out for the defaults."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"Got config {str(path)!r} but expected TOML: {error}.") from None
        return cls.from_dict(settings)

    @classmethod
    def from_dict(cls, settings: dict[str, Any]) -> Config:
        """Build from a dictionary, as `load` does."""
        known = [field.name for field in fields(cls)]
        for name in settings:
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}."
                raise ValueError(f"Got the setting {name!r}, which does not exist; {hint}")
        return cls(**settings)

    def save(self, path: str | Path) -> None:
        """Write a TOML file that `load` reads."""
        Path(path).write_text(self.to_toml(), encoding="utf8", newline="\n")

    def to_toml(self) -> str:
        """Return the settings as TOML.

        >>> Config().to_toml().splitlines()[:2]
        ['seed = 0', 'model = "all-MiniLM-L6-v2"']
        """
        kept = self.at_home()
        shown = {name: value for name, value in asdict(self).items() if name not in PLACES or self != kept}
        return "".join(f"{name} = {_toml(value)}\n" for name, value in shown.items())

    def at_home(self) -> Config:
        """Return the settings without where to work: what a run keeps, whose folder may come from anyone.

        >>> Config(seed=3, engine="dask").at_home() == Config(seed=3)
        True
        """
        return replace(self, engine=LOCAL, scheduler="", scratch="")

    def with_(self, **changes: Any) -> Config:
        """Return a copy with some settings changed."""
        return replace(self, **changes)


GRANULARITIES = ("event", "storyline")
PLACES = ("engine", "scheduler", "scratch")
RANGES: dict[str, tuple[float, float]] = {
    "seed": (0, 2**32 - 1),
    "max_tokens": (0, 8192),
    "lead_chars": (100, 100_000),
    "copy_threshold": (0.01, 1.0),
    "copy_window": (0.0, 100_000.0),
    "n_neighbors": (2, 100),
    "n_broad": (0, 1_000),
    "n_layers": (1, 6),
}


def _toml(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # else JSON's escapes are TOML's
    return repr(value)
