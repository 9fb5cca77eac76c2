"""Texts -> the names that they give, found by a model instead of by their capitals.

Stands beside `anchors`, whose `proper_names` is the default and needs no model. It decides nothing about events, and loads no
library and no model unless the settings name one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from string import punctuation
from typing import Any

FindNames = Callable[[Sequence[str]], list[list[str]]]  # texts -> names of each, of one word or several

CAPITALS = "capitals"
LIBRARIES = ("spacy", "gliner")
EXPECTED = f"{CAPITALS!r}, 'spacy:NAME_OR_FOLDER' or 'gliner:NAME_OR_FOLDER'"
SPACY_BATCH, GLINER_BATCH = 64, 8  # texts at once
NOT_NAMES = frozenset("CARDINAL DATE MONEY ORDINAL PERCENT QUANTITY TIME".split())  # spaCy's labels: figures and days
GLINER = "gliner==0.2.24"  # later ones hold transformers back
GLINER_LABELS = ("person", "organization", "location", "facility", "event", "product")
GLINER_THRESHOLD = 0.5  # GLiNER's own default
EDGES = punctuation + "“”„‘’«»…–—、。،"


def name_finder(setting: str, entry: dict[str, Any] | None = None) -> FindNames | None:
    """Return what finds the names of texts, as the setting asks for; None for "capitals", which needs nothing.

    Parameters
    ----------
    setting
        "capitals", "spacy:NAME_OR_FOLDER" (a pipeline with `ner` or an entity ruler) or "gliner:NAME_OR_FOLDER".
    entry
        What was used is noted here, under "entities".

    Raises
    ------
    ImportError
        If the library is not installed.
    ValueError
        If the setting is none of these, there is no such model, or the pipeline finds no entities.

    Examples
    --------
    >>> name_finder("capitals") is None
    True
    >>> name_finder("nltk")
    Traceback (most recent call last):
    ValueError: Got entities='nltk' but expected 'capitals', 'spacy:NAME_OR_FOLDER' or 'gliner:NAME_OR_FOLDER'.
    """
    library, model = parts_of(setting)
    if library == CAPITALS:
        return None
    found, used = _spacy(setting, model) if library == "spacy" else _gliner(setting, model)
    if entry is not None:
        entry["entities"] = used
    return found


def parts_of(setting: str) -> tuple[str, str]:
    """Return the library and the model that a setting names; the model may hold colons, as a folder may.

    >>> parts_of("spacy:en_core_web_sm")
    ('spacy', 'en_core_web_sm')
    """
    library, _, model = setting.partition(":") if isinstance(setting, str) else ("", "", "")
    if setting != CAPITALS and not (library in LIBRARIES and model):
        raise ValueError(f"Got entities={setting!r} but expected {EXPECTED}.")
    return library, model


def single_words(names: Iterable[str]) -> list[str]:
    """Return the words of names: the evidence, and its weights, are about single words.

    Small words inside a name that has capitals are left out; in scripts without capitals every word is kept.

    >>> single_words(["Bank of England", "brent crude", "Łódź,", "الأمم المتحدة"])
    ['Bank', 'England', 'brent', 'crude', 'Łódź', 'الأمم', 'المتحدة']
    """
    found: list[str] = []
    for name in names:
        words = [word for part in name.split() if len(word := part.strip(EDGES)) > 1]
        found += [word for word in words if name.islower() or not word.islower()]
    return found


def _spacy(setting: str, model: str) -> tuple[FindNames, str]:
    try:
        import spacy
    except ImportError as missing:
        raise ImportError(
            f"Got entities={setting!r} but {missing.name} is not installed; pip install 'newstopics[entities]' "
            "(in a clone: pip install -e '.[entities]')."
        ) from None
    try:
        pipeline = spacy.load(model)
    except (OSError, ValueError) as error:
        raise ValueError(
            f"Got entities={setting!r} but expected the name of an installed spaCy pipeline or a folder that holds one; "
            "python -m spacy download en_core_web_sm installs one of spaCy's own."
        ) from error
    metas = [pipeline.get_pipe_meta(name) for name in pipeline.pipe_names]
    if not any("doc.ents" in meta.assigns or meta.factory == "span_ruler" for meta in metas):
        stages = ", ".join(pipeline.pipe_names) or "nothing"
        raise ValueError(
            f"Got entities={setting!r}, a pipeline of {stages}, but expected one with ner or entity_ruler."
        )
    used = f"{pipeline.lang}_{pipeline.meta['name']} {pipeline.meta['version']}, spacy {version('spacy')}"
    return partial(_spacy_names, pipeline), used


def _spacy_names(pipeline: Any, texts: Sequence[str]) -> list[list[str]]:
    read = pipeline.pipe(texts, batch_size=SPACY_BATCH)
    return [[entity.text for entity in text.ents if entity.label_ not in NOT_NAMES] for text in read]


def _gliner(setting: str, model: str) -> tuple[FindNames, str]:
    try:
        import gliner
    except ImportError as missing:
        raise ImportError(
            f"Got entities={setting!r} but {missing.name} is not installed; pip install '{GLINER}'."
        ) from None
    try:
        loaded = gliner.GLiNER.from_pretrained(model)
    except Exception as error:  # of the hub, of the network, of the files: many kinds, one cure
        raise ValueError(
            f"Got entities={setting!r} but expected a folder that holds a GLiNER model, or the name of one that is in the "
            f"Hugging Face cache or on the hub, such as 'gliner:urchade/gliner_medium-v2.1' ({error})."
        ) from error
    return partial(_gliner_names, loaded), f"{model}, gliner {version('gliner')}"


def _gliner_names(model: Any, texts: Sequence[str]) -> list[list[str]]:
    read = model.inference(list(texts), list(GLINER_LABELS), threshold=GLINER_THRESHOLD, batch_size=GLINER_BATCH)
    return [[entity["text"] for entity in found] for found in read]
