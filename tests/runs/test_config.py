"""Settings: kept to their ranges, written and read back as they are, misspelt ones refused with the right one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.runs.config import RANGES, Config

settings_of_any_kind = st.builds(
    Config,
    seed=st.integers(0, 2**32 - 1),
    model=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    precision=st.sampled_from(["auto", "float32", "bfloat16"]),
    device=st.sampled_from(["auto", "cpu", "cuda", "cuda:1", "mps"]),
    lead_chars=st.integers(100, 100_000),
    copy_threshold=st.floats(0.01, 1.0),
    copy_window=st.floats(0.0, 100_000.0),
    n_neighbors=st.integers(2, 100),
    n_layers=st.integers(1, 6),
)


@settings(deadline=None)
@given(settings_of_any_kind)
def test_settings_come_back_from_their_file(tmp_path_factory, config):
    file = tmp_path_factory.mktemp("config") / "config.toml"
    config.save(file)

    assert Config.load(file) == config


def test_an_empty_file_gives_the_defaults(tmp_path):
    (tmp_path / "config.toml").write_text("")

    assert Config.load(tmp_path / "config.toml") == Config()


def test_the_mark_that_some_editors_put_first_is_no_setting(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbfseed = 3\n")

    assert Config.load(tmp_path / "config.toml").seed == 3


def test_a_model_that_is_no_text_is_refused():
    with pytest.raises(ValueError, match="Got model=5 but expected the name or the folder of a model"):
        Config(model=5)


def test_a_misspelt_setting_is_refused_with_the_one_meant(tmp_path):
    (tmp_path / "config.toml").write_text("n_neighbours = 10\n")

    with pytest.raises(
        ValueError, match="Got the setting 'n_neighbours', which does not exist; did you mean 'n_neighbors'"
    ):
        Config.load(tmp_path / "config.toml")


def test_an_unknown_setting_is_refused_with_all_that_exist():
    with pytest.raises(ValueError, match="Got the setting 'zzz', which does not exist; expected one of seed, model"):
        Config.from_dict({"zzz": 1})


@pytest.mark.parametrize("name", RANGES)
def test_a_number_out_of_range_is_refused_with_the_range(name):
    low, high = RANGES[name]
    for value in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"Got {name}={value!r} but expected .* from {low} to {high}"):
            Config(**{name: value})


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("value", ["15", None, True, float("nan"), [1]])
def test_what_is_no_number_is_refused(name, value):
    with pytest.raises(ValueError, match=f"Got {name}="):
        Config(**{name: value})


@pytest.mark.parametrize("name", ["seed", "n_neighbors", "n_layers", "lead_chars"])
def test_a_count_must_be_whole(name):
    with pytest.raises(ValueError, match=f"Got {name}=2.5 but expected a whole number"):
        Config(**{name: 2.5})


def test_an_unknown_device_is_refused():
    with pytest.raises(ValueError, match="Got device='gpu' but expected 'auto', 'cpu', 'cuda', 'cuda:1' .* or 'mps'"):
        Config(device="gpu")


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="Got precision='half' but expected 'auto', 'float32' or 'bfloat16'"):
        Config(precision="half")


@pytest.mark.parametrize("content", [b"seed = \n", b"seed = 1\nseed = 2\n", b"\xff\xfe\x00\x01"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    (tmp_path / "config.toml").write_bytes(content)

    with pytest.raises(ValueError, match="Got config .* but expected TOML"):
        Config.load(tmp_path / "config.toml")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="Got config .*none.toml' but there is no such file"):
        Config.load(tmp_path / "none.toml")


def test_a_changed_copy_leaves_the_settings_as_they_are():
    config = Config()

    assert config.with_(seed=3).seed == 3 and config.seed == 0


def test_a_changed_copy_is_held_to_the_ranges():
    with pytest.raises(ValueError, match="Got n_layers=0"):
        Config().with_(n_layers=0)
