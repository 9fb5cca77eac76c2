"""An engine says where blocks are worked on; what comes out is the same, in the same order, and nothing is sent that executes."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import topics as tp
from topics.commands.engine import _asked, add_engine
from topics.engine import cluster, current_engine, each_block, map_blocks, use_engine
from topics.engine.blocks import engine_asked_for
from topics.engine.handed_over import (
    LARGE,
    Place,
    Stored,
    opened,
    put_together,
    store_array,
    store_texts,
    stored_texts,
    taken_apart,
)
from topics.engine.sameness import check_same, what_computes
from topics.runs.example import example_run

WIDE = np.arange(LARGE, dtype=np.float64)


class Evidence(NamedTuple):
    days: np.ndarray
    background: float


class Backwards:
    """An engine that is done with the last block first."""

    name, elsewhere = "dask", True

    def each(self, task, blocks, shared, *, name, a_task=1):
        yield from reversed([(position, task(block, *shared)) for position, block in enumerate(blocks)])


def times(block, factor):
    return block * factor


@given(st.lists(st.integers()), st.integers())
def test_results_come_in_the_order_of_the_blocks(blocks, factor):
    assert map_blocks(times, blocks, factor, name="times") == [block * factor for block in blocks]


def test_results_that_come_in_any_order_are_put_in_order(monkeypatch):
    from topics.engine import blocks

    with blocks._in_use(Backwards()):
        assert [position for position, _ in each_block(times, [1, 2, 3], 2, name="times")] == [2, 1, 0]
        assert map_blocks(times, [1, 2, 3], 2, name="times") == [2, 4, 6]


def test_an_error_in_a_block_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        map_blocks(lambda block: 1 // block, [1, 0], name="shares")


def test_the_engine_before_comes_back_even_after_an_error():
    with pytest.raises(KeyError), use_engine("local"):
        raise KeyError

    assert current_engine().name == "local" and not current_engine().elsewhere


def test_settings_that_ask_for_an_engine_take_the_one_in_use():
    from topics.engine import blocks

    there = Backwards()
    with blocks._in_use(there):
        with engine_asked_for("dask", "tcp://nowhere:1") as engine:
            assert engine is there
        with engine_asked_for("local") as engine:
            assert engine is there
        with use_engine("local") as engine:
            assert engine is not there


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="Got engine='spark' but expected 'local' or 'dask'"), use_engine("spark"):
        pass


@pytest.mark.parametrize("given", [{"scheduler": "tcp://10.0.0.1:8786"}, {"scratch": "/mnt"}])
def test_a_scheduler_without_dask_is_refused(given):
    with pytest.raises(ValueError, match="but engine='local'"), use_engine("local", **given):
        pass


def test_dask_that_is_not_installed_is_named_with_the_extra(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"newstopics\[scale\]"), use_engine("dask"):
        pass


class Gone:
    """A client whose scheduler has died."""

    dashboard_link = "http://127.0.0.1:8787/status"

    def nthreads(self):
        raise OSError("Timed out trying to connect to tcp://127.0.0.1:1")


def test_a_scheduler_that_has_died_is_told_with_a_cure():
    from topics.engine import blocks
    from topics.engine.workers import Workers

    with blocks._in_use(Workers(Gone())), pytest.raises(ConnectionError, match="vectors that came back are kept"):
        map_blocks(times, [1, 2], 2, name="times")


def test_workers_say_how_many_they_are_and_where_to_watch_them():
    from topics.engine.workers import Workers

    client = Gone()
    client.nthreads = lambda: {"tcp://10.0.0.1:1": 2, "tcp://10.0.0.2:1": 1}

    assert repr(Workers(client)) == "Dask, workers: 2, threads: 3; progress: http://127.0.0.1:8787/status"


@pytest.mark.parametrize("n_blocks", [2, 255, 256, 600, 100_000])
@pytest.mark.parametrize("a_task", [1, 64])
def test_tasks_hold_every_block_once_and_none_too_many(n_blocks, a_task):
    from topics.engine.workers import _groups

    groups = _groups(n_blocks, 256, a_task)

    assert [block for group in groups for block in group] == list(range(n_blocks))
    assert max(map(len, groups)) <= a_task and len(groups) >= min(n_blocks, 256)


@pytest.mark.parametrize(
    "matrix", [sp.random_array((400, 300), density=0.3, format=form, rng=1) for form in ("csr", "csc")]
)
def test_what_is_taken_apart_is_put_together_again(matrix):
    arrays = []
    rest = taken_apart((matrix, Evidence(WIDE, 0.5), WIDE, "word"), arrays)
    again, evidence, wide, word = put_together(rest, arrays)

    assert (again != matrix).nnz == 0 and again.format == matrix.format
    assert isinstance(evidence, Evidence) and evidence.days is WIDE and evidence.background == 0.5
    assert wide is WIDE and word == "word"


def test_an_array_that_is_given_twice_is_handed_over_once():
    arrays = []

    assert taken_apart((WIDE, WIDE), arrays) == (Place(0), Place(0))
    assert len(arrays) == 1


def test_small_arrays_travel_with_the_task():
    assert taken_apart((np.zeros(3),), arrays := [])[0].shape == (3,)
    assert arrays == []


def test_arrays_are_mapped_from_the_folder_and_never_unpickled(tmp_path):
    stored = store_array(WIDE, tmp_path, "array-0")

    assert (opened(stored) == WIDE).all() and opened(stored) is opened(stored)
    np.save(tmp_path / "evil.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        opened(Stored(str(tmp_path), "evil.npy"))


def test_an_array_can_be_written_on_a_worker_but_not_the_one_in_the_folder(tmp_path):
    stored = store_array(WIDE, tmp_path, "array-0")
    opened(stored)[0] = -1

    assert np.load(tmp_path / "array-0.npy")[0] == 0


def test_an_array_that_came_read_only_is_of_the_kind_it_was():
    frozen = WIDE.copy()
    frozen.flags.writeable = False

    assert opened(frozen).flags.writeable


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), min_size=1))
def test_a_partition_of_texts_comes_back_as_its_blocks(blocks):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        assert stored_texts(store_texts(blocks, Path(folder), "part-0")) == blocks


@pytest.mark.parametrize("blocks", [[(0, 5), (5, 9)], [["half a character: \ud800"]], [[1, 2]]])
def test_blocks_that_are_no_texts_travel_with_the_task(tmp_path, blocks):
    assert store_texts(blocks, tmp_path, "part-0") == blocks


def test_a_worker_with_another_library_is_refused_by_name():
    other = {**what_computes(), "numba": "0.1"}

    with pytest.raises(RuntimeError, match="a worker on desk7 with numba .* but expected 0.1"):
        check_same(other, "a worker on desk7")


def test_a_worker_with_other_code_is_refused():
    with pytest.raises(RuntimeError, match="newstopics code"):
        check_same({**what_computes(), "newstopics": "code 00"}, "a worker on desk7")


SOMEBODYS = {"engine": "dask", "scheduler": "tcp://10.0.0.1:8786", "scratch": "/mnt"}


def test_settings_say_where_to_work_and_are_written_so(tmp_path):
    config = tp.Config(seed=3, **SOMEBODYS)
    config.save(tmp_path / "settings.toml")

    assert tp.Config.load(tmp_path / "settings.toml") == config
    assert config.at_home() == tp.Config(seed=3)
    assert "engine" not in tp.Config().to_toml()


@pytest.mark.parametrize("given", [{"engine": "spark"}, {"scheduler": "tcp://10.0.0.1:8786"}, {"scratch": "/mnt"}])
def test_settings_of_no_engine_are_refused(given):
    with pytest.raises(ValueError, match="Got engine=.* but expected 'local' or 'dask'"):
        tp.Config(**given)


def test_a_run_folder_of_somebody_else_leads_to_no_machine(tmp_path):
    run = replace(example_run(), config=tp.Config(**SOMEBODYS))

    assert tp.Run.load(run.save(tmp_path / "run")).config == tp.Config()


def test_an_analysis_works_where_its_settings_say_and_keeps_nothing_of_it(monkeypatch):
    opened = []

    @contextmanager
    def open_workers(scheduler, scratch):
        opened.append((scheduler, scratch))
        yield Backwards()

    monkeypatch.setattr(cluster, "open_workers", open_workers)
    articles, config = tp.sample_articles().head(20), tp.Config(**SOMEBODYS)
    run = tp.analyse(articles, config, vectors=np.eye(20), progress=False)

    assert opened == [("tcp://10.0.0.1:8786", "/mnt")]
    assert run.config == tp.Config() and run.manifest["engine"] == "dask"


def asked(*words):
    parser = argparse.ArgumentParser()
    parser.add_argument("--config")
    add_engine(parser)
    return _asked(parser.parse_args(words))


def test_a_command_works_where_its_line_says_else_where_its_settings_say(tmp_path):
    settings = str(tmp_path / "settings.toml")
    tp.Config(**SOMEBODYS).save(settings)

    assert asked() == ("local", "", "")
    assert asked("--engine", "dask") == ("dask", "", "")
    assert asked("--scheduler", "tcp://10.0.0.2:1") == ("dask", "tcp://10.0.0.2:1", "")
    assert asked("--config", settings) == ("dask", "tcp://10.0.0.1:8786", "/mnt")
    assert asked("--config", settings, "--engine", "local") == ("local", "", "")


def test_a_scheduler_for_the_local_engine_is_refused():
    with pytest.raises(ValueError, match="expected --engine dask"):
        asked("--engine", "local", "--scheduler", "tcp://10.0.0.2:1")
