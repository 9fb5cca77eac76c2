"""A run folder may come from a stranger: the models that it names are not fetched and run no code."""

import json
import shutil
from dataclasses import replace

import huggingface_hub
import pytest

import topics as tp
from topics.cli import main
from topics.encoding.models import find_model
from topics.runs.update import update


@pytest.fixture(scope="module")
def few():
    return tp.sample_articles().head(40)


@pytest.fixture
def run(few, tmp_path):
    made = tp.analyse(few, progress=False)
    made.save(tmp_path / "week")
    return made


@pytest.fixture
def hub(monkeypatch):
    """What the hub would be asked for; nothing is in its cache."""
    asked = []

    def snapshot_download(name, *, local_files_only=False, **options):
        if not local_files_only:
            asked.append(name)
        raise OSError("not there")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    return asked


def naming(run, **settings):
    return replace(
        run,
        config=run.config.with_(**settings),
        manifest={**run.manifest, "model": settings.get("model", run.config.model)},
    )


@pytest.mark.parametrize("use", [update, tp.assign, lambda run, articles: tp.verify(run)])
@pytest.mark.parametrize("settings", [{"model": "stranger/own-model"}, {"entities": "gliner:stranger/names"}])
def test_nothing_is_fetched_because_a_run_asks_for_it(run, few, hub, use, settings):
    with pytest.raises(ValueError, match="which is not on this machine, but expected"):
        use(naming(run, **settings), few)
    assert hub == []


def test_what_the_user_names_may_be_fetched(run, hub, tmp_path, capsys):
    naming(run, model="stranger/own-model").save(tmp_path / "theirs")
    command = ["update", str(tmp_path / "theirs"), "--anew", "--out", str(tmp_path / "next")]
    assert main(command) == 2
    assert "--model stranger/own-model" in capsys.readouterr().err
    assert main([*command, "--model", "stranger/own-model"]) == 2
    assert hub == ["stranger/own-model"]
    assert "the hub did not answer" in capsys.readouterr().err


def test_another_model_than_that_of_the_run_is_refused(run, tmp_path, capsys):
    assert main(["verify", str(tmp_path / "week"), "--model", "static"]) == 2
    assert "Got --model static but expected all-MiniLM-L6-v2" in capsys.readouterr().err


def test_a_model_that_brings_code_is_refused_before_it_is_loaded(few, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(find_model("all-MiniLM-L6-v2"), folder)
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'harm')!r}, 'w')\nclass Model: pass\n")
    modules = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(json.dumps([{**modules[0], "type": "evil.Model"}, *modules[1:]]))
    with pytest.raises(ValueError, match=r"runs code of its own \(evil.Model\), but expected"):
        tp.load_encoder(folder).encode(["Two ships collide off Porto"])
    (folder / "modules.json").write_text('{"type"')
    with pytest.raises(ValueError, match="modules.json that cannot be read"):
        tp.load_encoder(folder).encode(["Two ships collide off Porto"])
    assert not (tmp_path / "harm").exists()


def test_a_run_of_another_device_goes_on_on_this_one(run, few, tmp_path):
    run = replace(run, config=run.config.with_(device="cuda:7"))
    run.save(tmp_path / "card")
    command = ["update", str(tmp_path / "card"), "--anew", "--out", str(tmp_path / "next"), "--device", "cpu"]
    assert main(command) == 0
    assert tp.Run.load(tmp_path / "next").config.device == "cpu"
    assert main(["verify", str(tmp_path / "card"), "--device", "cpu"]) == 0
