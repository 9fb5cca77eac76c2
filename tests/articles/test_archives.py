"""Archives: what is inside is read, wherever its name leads; what is dangerous is refused with a sentence."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from topics.articles import archives, read_articles

FERRY = (
    "Ferry strike ends after nine days\n\nLISBON: Crews returned to work on Friday after a pay rise of four percent.\n"
)
GRAIN = {"title": "Grain terminal opens at Constanta", "text": "The terminal can load forty thousand tonnes a day."}
FILES = {"inbox/2026-02-27 monday.txt": FERRY.encode(), "inbox/export.jsonl": json.dumps(GRAIN).encode()}
TITLES = ["Ferry strike ends after nine days", "Grain terminal opens at Constanta"]


def zipped(path: Path, files=FILES, method=zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files=FILES, mode="w") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def reasons(articles):
    return [entry["reason"] for entry in articles.attrs["rejected"]]


def notes(articles):
    return [entry["note"] for entry in articles.attrs["notes"]]


@pytest.mark.parametrize(
    "name", ["pile.zip", "pile.tar", "pile.tar.gz", "pile.tgz", "pile.tar.bz2", "pile.tar.xz", "pile"]
)
def test_every_kind_of_archive_gives_the_same_articles(tmp_path, name):
    path = tmp_path / name
    mode = {"gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}.get(name.rsplit(".", 1)[-1], "w")
    zipped(path) if name.endswith(("zip", "pile")) else tarred(path, mode=mode)

    articles = read_articles(path).sort_values("title")

    assert articles["title"].tolist() == TITLES and articles.attrs["rejected"] == []
    assert articles["origin"].tolist() == [
        f"{name}/inbox/2026-02-27 monday.txt#0-{len(FERRY) - 1}",
        f"{name}/inbox/export.jsonl:1",
    ]
    assert str(articles["published"].iloc[0].date()) == "2026-02-27"


@pytest.mark.parametrize(("name", "pack"), [("a.txt.bz2", bz2.compress), ("a.txt.xz", lzma.compress)])
def test_one_packed_file_is_an_archive_of_one(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(FERRY.encode()))

    assert read_articles(tmp_path / name)["origin"].tolist() == [f"{name}/a.txt#0-{len(FERRY) - 1}"]


def test_an_archive_inside_is_opened_once_and_no_further(tmp_path):
    inner = zipped(tmp_path / "inner.zip").read_bytes()
    middle = zipped(
        tmp_path / "middle.zip", {"inner.zip": inner, "b.txt": FERRY.replace("nine", "six").encode()}
    ).read_bytes()
    outer = zipped(tmp_path / "outer.zip", {"middle.zip": middle})

    articles = read_articles(outer)

    assert articles["origin"].tolist() == [f"outer.zip/middle.zip/b.txt#0-{len(FERRY) - 2}"]
    assert reasons(articles) == ["'middle.zip/inner.zip' is an archive in an archive in an archive; unpack it yourself"]


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/outside.txt", "C:\\outside.txt", "..\\..\\outside.txt"])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_name_that_leads_out_of_the_archive_leads_nowhere(tmp_path, monkeypatch, name, make):
    (tmp_path / "work" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work" / "here")
    path = make(
        tmp_path / "work" / "here" / "hostile.bin", {name: FERRY.encode(), "b.jsonl": json.dumps(GRAIN).encode()}
    )
    before = sorted(tmp_path.rglob("*"))

    articles = read_articles(path)

    assert sorted(articles["title"]) == TITLES
    assert sorted(tmp_path.rglob("*")) == before
    assert "outside.txt#" in "".join(articles["origin"]) and ".." not in "".join(articles["origin"])
    assert any("leads elsewhere" in note for note in notes(articles))


def test_links_and_devices_are_not_followed_but_counted(tmp_path):
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (
            ("passwd.txt", tarfile.SYMTYPE),
            ("hard.txt", tarfile.LNKTYPE),
            ("pipe.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = len(FERRY)
        archive.addfile(info, io.BytesIO(FERRY.encode()))

    articles = read_articles(path)

    assert articles["origin"].tolist() == [f"links.tar/a.txt#0-{len(FERRY) - 1}"]
    assert notes(articles) == ["left out of the archive: devices (1)", "left out of the archive: links (2)"]


def test_a_link_in_a_zip_is_not_followed(tmp_path):
    path = zipped(tmp_path / "links.zip")
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("passwd.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")

    assert notes(read_articles(path)) == ["left out of the archive: links (1)"]


def test_hidden_and_system_files_are_counted(tmp_path):
    path = zipped(
        tmp_path / "mac.zip", {**FILES, "__MACOSX/._monday.txt": b"\0\5", ".DS_Store": b"\0", "x/Thumbs.db": b"\0"}
    )

    articles = read_articles(path)

    assert len(articles) == 2 and articles.attrs["rejected"] == []
    assert notes(articles) == ["left out of the archive: hidden or system files (3)"]


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz", "bomb.txt.xz", "bomb.txt.bz2"])
def test_what_unpacks_to_far_too_much_is_refused(tmp_path, name):
    zeros = b"0" * 60_000_000
    path = tmp_path / name
    if name.endswith(".zip"):
        zipped(path, {"a.txt": FERRY.encode(), "zeros.txt": zeros})
    elif name.endswith(".gz"):
        tarred(path, {"a.txt": FERRY.encode(), "zeros.txt": zeros}, "w:gz")
    else:
        path.write_bytes((lzma if name.endswith("xz") else bz2).compress(zeros))
    (tmp_path / "b.jsonl").write_text(json.dumps(GRAIN))

    articles = read_articles(tmp_path)

    [reason] = reasons(articles)
    assert reason.startswith("the archive unpacks to more than 16,777,216 bytes")
    assert len(articles) == (2 if name.endswith((".zip", ".gz")) else 1)


def test_a_bomb_may_not_hide_in_an_archive_inside(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"zeros.txt": b"0" * 15_000_000}).read_bytes()
    path = zipped(tmp_path / "nest.zip", {f"{number}.zip": inner for number in range(10)} | FILES)

    with_limits = read_articles(path)

    assert any("unpacks to more than" in reason for reason in reasons(with_limits))


def test_a_header_that_never_ends_is_refused(tmp_path):
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 14_000_000
    data = info.tobuf() + b"0" * 14_000_000
    (tmp_path / "header.tar.gz").write_bytes(gzip.compress(data))
    (tmp_path / "b.jsonl").write_text(json.dumps(GRAIN))

    assert "a header in the archive is longer" in reasons(read_articles(tmp_path))[0]


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    path = zipped(tmp_path / "many.zip", {f"{n}.txt": FERRY.replace("nine", f"{n}").encode() for n in range(6)})

    articles = read_articles(path)

    assert len(articles) == 3
    assert reasons(articles) == ["the archive holds more than 3 files; those that follow were not read"]


@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_cut_off_archive_hands_on_what_it_can_or_says_why(tmp_path, make):
    data = make(
        tmp_path / "whole.bin", {f"{n}.txt": FERRY.replace("nine", f"{n}").encode() for n in range(9)}
    ).read_bytes()
    (tmp_path / "whole.bin").unlink()
    (tmp_path / "cut.bin").write_bytes(data[: len(data) * 2 // 5])
    (tmp_path / "b.jsonl").write_text(json.dumps(GRAIN))

    articles = read_articles(tmp_path)

    assert any("damaged from here on" in reason or "could not be read" in reason for reason in reasons(articles))


def test_an_encrypted_member_is_named(tmp_path):
    path = zipped(tmp_path / "secret.zip")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        offset = archive.infolist()[1].header_offset
    central = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[offset + 6] |= 1
    data[central + 8] |= 1
    path.write_bytes(data)

    articles = read_articles(path)

    assert reasons(articles) == ["'inbox/export.jsonl' inside the archive could not be read: it is encrypted"]
    assert len(articles) == 1


def test_two_members_of_one_name_are_told_apart(tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("a.txt", FERRY)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", FERRY.replace("nine", "six"))

    origins = sorted(read_articles(tmp_path / "twice.zip")["origin"])

    assert origins == [f"twice.zip/a (2).txt#0-{len(FERRY) - 2}", f"twice.zip/a.txt#0-{len(FERRY) - 1}"]


def test_a_name_too_long_for_the_disk_loses_nothing(tmp_path):
    with zipfile.ZipFile(tmp_path / "long.zip", "w") as archive:
        archive.writestr("渡" * 100 + ".txt", FERRY)
        archive.writestr("b.txt", FERRY.replace("nine", "six"))

    assert len(read_articles(tmp_path / "long.zip")) == 2


def test_an_empty_archive_is_rejected(tmp_path):
    zipped(tmp_path / "empty.zip", {"folder/": b""})
    tarred(tmp_path / "empty.tar", {"a.txt": FERRY.encode()})
    (tmp_path / "empty.tar").write_bytes(
        (tmp_path / "empty.tar").read_bytes()[:512].replace(b"a.txt", b"dir/\0").replace(b"0\0ustar", b"5\0ustar")
    )
    (tmp_path / "b.jsonl").write_text(json.dumps(GRAIN))

    articles = read_articles(tmp_path)

    assert len(articles) == 1 and len(reasons(articles)) >= 1


def test_nothing_is_left_behind_in_the_temporary_folder(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))

    read_articles(zipped(tmp_path / "pile.zip"))

    assert os.listdir(tmp_path / "tmp") == []
