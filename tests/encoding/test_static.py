"""The static model: the same table each time, kept, mended when damaged; a text is what its word pieces are."""

from __future__ import annotations

import numpy as np
import pytest

import topics as tp
from topics.encoding.cache import encode
from topics.encoding.distil import distilled
from topics.encoding.encoders import load_encoder
from topics.encoding.static import StaticEncoder, StaticWarning, tokenizer_of
from topics.runs.stages import stage_of

WORDS = (
    "the a of in on ferry ferries tram port oslo porto strike rates rise rise ##s harvest olive council fire".split()
)
MARKS = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
TEXTS = [
    "the ferry in porto",
    "rates rise in oslo",
    "ferry ferry strike",
    "olive harvest",
    "xyzzy",
    "",
    "the ferry of oslo " * 200,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A sentence-transformers model of some hundred weights and two dozen words."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    made = tmp_path_factory.mktemp("tiny")
    vocabulary = [*MARKS, *dict.fromkeys(WORDS)]
    (made / "vocab.txt").write_text("\n".join(vocabulary))
    BertWordPieceTokenizer(str(made / "vocab.txt")).save(str(made / "tokenizer.json"))
    BertTokenizerFast(tokenizer_file=str(made / "tokenizer.json")).save_pretrained(made)
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(vocabulary), **sizes)).save_pretrained(made)
    whole = tmp_path_factory.mktemp("whole")
    SentenceTransformer(modules=[Transformer(str(made)), Pooling(16, "mean")], device="cpu").save(str(whole))
    return whole


@pytest.fixture
def kept_in(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def static(folder, kept_in):
    return StaticEncoder(folder, kept_in=kept_in)


def test_the_table_is_the_same_each_time(folder):
    tokenizer = tokenizer_of(folder)

    assert distilled(folder, tokenizer).tobytes() == distilled(folder, tokenizer).tobytes()


def test_marks_that_stand_for_no_text_weigh_nothing(folder):
    table = distilled(folder, tokenizer_of(folder))

    assert [MARKS[i] for i in range(len(MARKS)) if table[i].any()] == ["[UNK]"]


def test_the_table_is_kept_and_read_again(static, folder, kept_in, monkeypatch):
    first = static.encode(TEXTS)
    (file,) = kept_in.iterdir()
    monkeypatch.setattr("topics.encoding.static.distilled", None)

    assert (StaticEncoder(folder, kept_in=kept_in).encode(TEXTS) == first).all()
    assert file.name.startswith("static-")


@pytest.mark.parametrize("damage", [lambda data: data[:100], lambda data: b"", lambda data: data[:-300] + b"x" * 300])
def test_a_damaged_table_is_made_again(static, folder, kept_in, damage):
    first = static.encode(TEXTS)
    (file,) = kept_in.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))

    assert (StaticEncoder(folder, kept_in=kept_in).encode(TEXTS) == first).all()
    assert file.read_bytes() == whole


def test_a_table_that_cannot_be_kept_is_told(folder, tmp_path):
    (tmp_path / "file").touch()
    with pytest.warns(StaticWarning, match="cannot be written .* made again in every run"):
        StaticEncoder(folder, kept_in=tmp_path / "file").encode(TEXTS)


def test_a_text_has_one_vector_whatever_it_is_encoded_with(static):
    together = static.encode(TEXTS)

    assert all((static.encode([text])[0] == vector).all() for text, vector in zip(TEXTS, together, strict=True))
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_a_long_text_is_read_to_its_end(static):
    long = "the ferry of oslo " * 500
    near = static.encode([long, long + "olive harvest " * 500, "olive harvest"])

    assert near[1] @ near[2] > near[0] @ near[2]
    assert static.n_truncated == 0


def test_texts_are_cut_only_if_asked_for_and_counted(folder, kept_in):
    short = StaticEncoder(folder, max_tokens=4, kept_in=kept_in)

    assert (short.encode(["the ferry in porto strike"]) == short.encode(["the ferry in porto"])).all()
    assert short.n_truncated == 1
    assert short.fingerprint != StaticEncoder(folder, kept_in=kept_in).fingerprint


def test_vectors_are_cached_under_a_name_of_their_own(static, folder, kept_in):
    first = encode(TEXTS, static, cache=kept_in / "vectors.sqlite")
    again = StaticEncoder(folder, kept_in=kept_in / "nowhere")

    assert (encode(TEXTS, again, cache=kept_in / "vectors.sqlite") == first).all()
    assert not (kept_in / "nowhere").exists()


def test_a_folder_without_a_tokenizer_is_refused(tmp_path):
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(ValueError, match=r"holds no tokenizer.json, which a static model is made from"):
        StaticEncoder(tmp_path, kept_in=tmp_path).encode(["the ferry"])


def test_a_run_may_use_it_and_says_so(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TOPICS_CACHE", str(tmp_path))
    monkeypatch.setattr("topics.encoding.encoders.find_model", lambda name: folder)
    run = tp.analyse(tp.sample_articles().head(12), tp.Config(model="static"), progress=False)
    entry = stage_of(run, "encode")

    assert isinstance(load_encoder("static"), StaticEncoder)
    assert entry["fingerprint"].startswith("static-")
    assert run.vectors.shape == (12, 16)
