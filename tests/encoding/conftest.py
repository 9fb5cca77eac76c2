"""The real model, loaded once, and encoders that cost nothing and keep a record of what they were asked."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from topics.encoding.models import find_model
from topics.encoding.sentence import SentenceEncoder


@pytest.fixture(scope="session")
def full():
    """The default model in full precision."""
    return SentenceEncoder(find_model("all-MiniLM-L6-v2"), "float32", device="cpu")


@pytest.fixture(scope="session")
def half():
    """The default model in half precision, which every processor computes, if slowly."""
    return SentenceEncoder(find_model("all-MiniLM-L6-v2"), "bfloat16", device="cpu")


def direction(text):
    """A unit vector that depends on nothing but the text."""
    vector = np.random.default_rng(zlib.crc32(text.encode("utf8", "surrogatepass"))).normal(size=6)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class Recorder:
    """An encoder whose vectors are cached under its fingerprint; `asked` lists the texts that it had to encode."""

    def __init__(self, fingerprint="recorder-1"):
        self.fingerprint = fingerprint
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return np.stack([direction(text) for text in texts])


class Batched(SentenceEncoder):
    """A recorder that works batch by batch, as the real encoder does, and may be killed before a batch."""

    fingerprint = "batched-1"

    def __init__(self, killed_after=None, batch=32):
        self.asked, self.killed_after, self.batch = [], killed_after, batch

    def encode_batches(self, texts):
        for start in range(0, len(texts), self.batch):
            if self.killed_after is not None and start >= self.killed_after:
                raise KeyboardInterrupt
            rows = list(range(start, min(start + self.batch, len(texts))))
            self.asked += [texts[row] for row in rows]
            yield rows, np.stack([direction(texts[row]) for row in rows])


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture(scope="session")
def encoders():
    """The classes themselves, for tests that need several encoders or a killed one."""
    return {"recorder": Recorder, "batched": Batched, "direction": direction}
