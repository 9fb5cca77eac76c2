"""Known vectors are looked up, damaged ones made again, and nothing that was kept is lost by a kill."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.encoding.cache import COMMIT_EVERY, VectorCache, default_cache, encode

HEADLINES = ["Ferry Aurora runs aground off Porto", "Oslo raises rates", "Olive harvest fails", "日本、利上げ", ""]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "folder" / "vectors.sqlite"


def test_a_second_run_encodes_nothing(recorder, file):
    encode(HEADLINES, recorder, cache=file)
    recorder.asked.clear()
    encode(HEADLINES, recorder, cache=file)

    assert recorder.asked == []


def test_a_second_run_gives_the_same_bytes(recorder, file):
    first = encode(HEADLINES, recorder, cache=file)

    assert encode(HEADLINES, recorder, cache=file).tobytes() == first.tobytes()


def test_texts_that_are_known_load_no_model(file):
    script = f"""if True:
        import sys
        import numpy as np
        from contextlib import closing
        from topics.encoding.cache import VectorCache, encode
        from topics.encoding.encoders import load_encoder
        encoder = load_encoder()
        with closing(VectorCache({str(file)!r})) as cache:
            cache.put(encoder.fingerprint, ["Oslo raises rates"], np.eye(1, 384))
        encode(["Oslo raises rates"], encoder, cache={str(file)!r})
        print(*({{"torch", "transformers", "sentence_transformers"}} & set(sys.modules)))
        """
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert loaded.split() == []


def test_only_new_texts_are_encoded(recorder, file):
    encode(HEADLINES[:3], recorder, cache=file)
    recorder.asked.clear()
    encode(HEADLINES, recorder, cache=file)

    assert sorted(recorder.asked) == sorted(HEADLINES[3:])


def test_equal_texts_are_encoded_once(recorder):
    encode(HEADLINES * 3, recorder)

    assert sorted(recorder.asked) == sorted(HEADLINES)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=20), st.booleans())
def test_every_text_gets_its_own_vector(encoders, tmp_path_factory, texts, cached):
    cache = tmp_path_factory.mktemp("cache") / "vectors.sqlite" if cached else None
    expected = np.stack([encoders["direction"](text) for text in texts])

    np.testing.assert_allclose(encode(texts, encoders["recorder"](), cache=cache), expected, atol=1e-3)


def test_vectors_are_of_length_one_in_half_precision(file):
    class Long:
        def encode(self, texts):
            return np.full((len(texts), 4), 7.0)

    vectors = encode(HEADLINES, Long(), cache=file)

    assert vectors.dtype == np.float16 and vectors[0].tolist() == [0.5] * 4


def damage(file, statement):
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vectors SET vector = zeroblob(12) WHERE rowid = 1",
        "UPDATE vectors SET vector = x'00' WHERE rowid = 1",
        "UPDATE vectors SET check_sum = check_sum + 1 WHERE rowid = 1",
        "DELETE FROM vectors WHERE rowid = 1",
    ],
)
def test_a_damaged_entry_alone_is_encoded_again(recorder, file, statement):
    good = encode(HEADLINES, recorder, cache=file)
    damage(file, statement)
    recorder.asked.clear()

    assert (encode(HEADLINES, recorder, cache=file) == good).all()
    assert len(recorder.asked) == 1


def test_a_mended_entry_stays_mended(recorder, file):
    encode(HEADLINES, recorder, cache=file)
    damage(file, "UPDATE vectors SET vector = zeroblob(12) WHERE rowid = 1")
    encode(HEADLINES, recorder, cache=file)
    recorder.asked.clear()
    encode(HEADLINES, recorder, cache=file)

    assert recorder.asked == []


def test_the_vectors_of_another_encoder_are_not_used(encoders, file):
    encode(HEADLINES, encoders["recorder"]("model-a"), cache=file)
    other = encoders["recorder"]("model-b")
    encode(HEADLINES, other, cache=file)

    assert sorted(other.asked) == sorted(HEADLINES)


def test_an_encoder_without_a_fingerprint_leaves_no_file(encoders, file):
    anonymous = encoders["recorder"]("")
    encode(HEADLINES, anonymous, cache=file)

    assert not file.exists()


def test_ctrl_c_keeps_all_that_was_encoded(encoders, file):
    texts = [f"Report {number} from the coast" for number in range(2 * COMMIT_EVERY + 88)]
    with pytest.raises(KeyboardInterrupt):
        encode(texts, encoders["batched"](killed_after=COMMIT_EVERY + 64), cache=file)
    again = encoders["batched"]()
    encode(texts, again, cache=file)

    assert len(again.asked) == len(texts) - COMMIT_EVERY - 64


def test_a_run_after_a_kill_equals_an_undisturbed_one(encoders, file):
    texts = [f"Report {number} from the coast" for number in range(COMMIT_EVERY + 100)]
    with pytest.raises(KeyboardInterrupt):
        encode(texts, encoders["batched"](killed_after=COMMIT_EVERY + 50), cache=file)

    assert (encode(texts, encoders["batched"](), cache=file) == encode(texts, encoders["batched"]())).all()


def test_several_writers_at_once_do_each_other_no_harm(encoders, file):
    texts = [f"Report {number}" for number in range(60)]
    VectorCache(file).close()

    def write(start):
        return encode(texts[start : start + 40], encoders["recorder"](), cache=file)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(write, [0, 10, 20, 5]))

    assert all(
        (vectors == encode(texts[s : s + 40], encoders["recorder"]())).all()
        for s, vectors in zip([0, 10, 20, 5], found, strict=True)
    )


def test_more_texts_than_one_query_may_name_are_found(encoders, file):
    texts = [f"Report {number}" for number in range(1_100)]
    encode(texts, encoders["recorder"](), cache=file)
    again = encoders["recorder"]()
    encode(texts, again, cache=file)

    assert again.asked == []


def test_no_texts_have_no_vectors(recorder, file):
    assert len(encode([], recorder, cache=file)) == 0


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (np.ones((1, 4)), r"Got vectors of shape \(1, 4\) from the encoder but expected one for each of 5 texts"),
        (np.ones(5), r"Got vectors of shape \(5,\) but expected finite numbers of shape \(n_texts, n_dimensions\)"),
        (np.full((5, 4), np.nan), r"Got vectors of shape \(5, 4\) but expected finite numbers"),
    ],
)
def test_an_array_that_cannot_be_vectors_is_refused(found, complaint):
    class Odd:
        def encode(self, texts):
            return found

    with pytest.raises(ValueError, match=complaint):
        encode(HEADLINES, Odd())


def test_a_file_that_is_no_cache_is_refused_and_left_alone(recorder, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Call the harbour master back.\n" * 50)

    with pytest.raises(ValueError, match=r"Got cache='.*notes.txt' but expected an SQLite file of vectors"):
        encode(HEADLINES, recorder, cache=notes)
    assert notes.read_text().startswith("Call the harbour master back.")


def test_the_cache_lies_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("TOPICS_CACHE", str(tmp_path))

    assert default_cache() == tmp_path / "vectors.sqlite"


def test_without_a_word_the_cache_lies_in_the_users_cache_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("TOPICS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert default_cache() == tmp_path / "topics" / "vectors.sqlite"
