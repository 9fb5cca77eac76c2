"""What computes the vectors, and how precisely: the processor or a graphics card, float32 or bfloat16.

Stands before `sentence`. It must never compute elsewhere than where the user asked for, and must not load PyTorch on a machine
that has no card: a run whose vectors are all known needs neither.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

AUTO, CPU, CUDA, MPS = "auto", "cpu", "cuda", "mps"
DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d{1,3})?")
PRECISIONS = ("auto", "float32", "bfloat16")
BFLOAT16_SINCE = 8  # first generation of CUDA cards (compute capability) that multiplies bfloat16
# What the drivers of NVIDIA, of Windows' Linux and of AMD lay down where a card is: asking PyTorch costs over a second.
CARDS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")


def checked_device(device: str) -> str:
    """Return the name of a device as it is; one that cannot be is refused.

    >>> checked_device("cuda:1")
    'cuda:1'
    """
    if not isinstance(device, str) or not DEVICE.fullmatch(device):
        raise ValueError(
            f"Got device={device!r} but expected 'auto', 'cpu', 'cuda', 'cuda:1' (the second card) or 'mps'."
        )
    return device


def found_device(device: str = AUTO) -> str:
    """Return where to compute: for "auto" on a CUDA card if there is one, else on the processor.

    Raises
    ------
    ValueError
        If a device is asked for that this machine, or its PyTorch, does not have.

    Examples
    --------
    >>> found_device("cpu")
    'cpu'
    """
    if checked_device(device) == AUTO:
        return CUDA if _may_have_cuda() and _n_cuda() else CPU
    if device == MPS and not _has_mps():
        raise ValueError("Got device='mps' but PyTorch sees no Metal here; use device 'cpu', or 'auto'.")
    if device.startswith(CUDA) and (seen := _n_cuda()) <= _number(device):
        has = f"{seen} CUDA device{'s' * (seen > 1)}, the last is 'cuda:{seen - 1}'" if seen else "no CUDA device here"
        raise ValueError(
            f"Got device={device!r} but PyTorch sees {has}; use device 'cpu', or 'auto', or install PyTorch for CUDA "
            "and the card's driver (docs/performance.md)."
        )
    return device


def found_precision(precision: str, device: str) -> str:
    """Return "float32" or "bfloat16": "auto" takes bfloat16 where `device` multiplies it natively.

    >>> found_precision("float32", "cpu")
    'float32'
    """
    if precision not in PRECISIONS:
        raise ValueError(f"Got precision={precision!r} but expected 'auto', 'float32' or 'bfloat16'.")
    if precision != AUTO:
        return precision
    fast = has_fast_bfloat16() if device == CPU else device.startswith(CUDA) and _generation(device) >= BFLOAT16_SINCE
    return "bfloat16" if fast else "float32"


def has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 natively (AVX-512 BF16 or AMX); elsewhere float32 is faster."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf8", errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _may_have_cuda() -> bool:
    """Whether it is worth asking PyTorch: not where it was built for processors, nor where no driver is."""
    try:
        if version("torch").endswith("+cpu") or sys.platform == "darwin":
            return False
    except PackageNotFoundError:
        return False
    return sys.platform != "linux" or any(Path(card).exists() for card in CARDS)


def _n_cuda() -> int:
    import torch

    return int(torch.cuda.device_count()) if torch.cuda.is_available() else 0


def _has_mps() -> bool:
    import torch

    return bool(torch.backends.mps.is_available())


def _number(device: str) -> int:
    return int(device.partition(":")[2] or 0)


def _generation(device: str) -> int:
    import torch

    return int(torch.cuda.get_device_capability(_number(device))[0])
