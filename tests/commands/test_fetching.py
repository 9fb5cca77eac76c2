"""--fetch and --allow-private: without them no command asks the web for anything."""

import socket

import pytest

from topics.cli import main
from topics.runs.example import example_run


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))


@pytest.fixture(params=["run", "read", "update", "assign"])
def called(request, tmp_path, capsys):
    command, option = request.param, "--out" if request.param in ("run", "update") else "--to"
    earlier = [str(example_run().save(tmp_path / "week"))] if command in ("update", "assign") else []

    def call(*arguments):
        return main([command, *earlier, *arguments, option, str(tmp_path / "new.jsonl")]), capsys.readouterr().err

    return call


def test_an_address_is_refused_without_fetch(called):
    code, complaint = called("https://gazette.example/feed.xml")

    assert code == 2
    assert "nothing is fetched unless you ask for it; use --fetch" in complaint


def test_a_machine_of_this_network_is_refused_without_allow_private(called):
    code, complaint = called("--fetch", "http://127.0.0.1:9/feed.xml")

    assert code == 2
    assert "--allow-private" in complaint


def test_with_both_the_machine_is_asked(called, monkeypatch):
    asked = []

    def refuse(_, machine):
        asked.append(machine)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    _, complaint = called("--fetch", "--allow-private", "http://127.0.0.1:9/feed.xml")

    assert asked == [("127.0.0.1", 9)]
    assert "Connection refused" in complaint
