"""The models that a run names -> the encoder for new texts, without following a stranger anywhere.

Stands before `assign`, `update` and `verify`. A run folder may come from anybody: a model that it names is used where it is on
this machine already; nothing may be fetched because a run asks for it, and no code of a model may run.
"""

from __future__ import annotations

from pathlib import Path

from topics.clustering.entities import parts_of
from topics.encoding.encoders import Encoder
from topics.runs.pile import encoder_for
from topics.runs.run import Run


def encoder_of(run: Run, encoder: Encoder | None = None) -> Encoder:
    """Return the encoder that is given, else the one that the run names, if that is on this machine.

    Raises
    ------
    ValueError
        If the run was made of ready vectors and no encoder is given, or it names a model that would have to be fetched.

    Examples
    --------
    >>> import topics as tp
    >>> run = tp.analyse(tp.sample_articles().head(30), progress=False)
    >>> encoder_of(run).encode(["Two ships collide off Porto"]).shape
    (1, 384)
    """
    check_names_model(run)
    if encoder is None and run.manifest.get("model") == "vectors given":
        raise ValueError("Got a run made of ready vectors but expected an encoder for new texts; give encoder=...")
    return encoder or encoder_for(run.config, fetch=False)


def check_names_model(run: Run) -> None:
    """Complain of a model for names that would have to be fetched; spaCy's are never fetched."""
    library, model = parts_of(run.config.entities)
    if library == "gliner" and not Path(model).is_dir() and not _in_hub_cache(model):
        raise ValueError(
            f"Got a run whose names are found by {model!r}, which is not on this machine, but expected a model that is, since "
            f"nothing is fetched because a run asks for it; if you trust it, fetch it first: hf download {model}"
        )


def _in_hub_cache(model: str) -> bool:
    from huggingface_hub import snapshot_download

    try:
        return bool(snapshot_download(model, local_files_only=True))
    except Exception:  # a bad name, nothing there, half of it there: many kinds, one answer
        return False
