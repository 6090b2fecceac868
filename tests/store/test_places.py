"""A case file is worked in on a fixed disk of the computer alone; the drives are made up, since machines differ."""

from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from anfraud_desktop.store.places import kind_of, why_unfit


class Disk(NamedTuple):
    device: str
    mountpoint: str
    fstype: str
    opts: str


def mounted(
    monkeypatch: pytest.MonkeyPatch, at: Path, fstype: str = "ext4", opts: str = "rw", device: str = "/dev/sdz1"
) -> None:
    root = Disk("/dev/root", at.anchor, "ext4", "rw,fixed")
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [root, Disk(device, str(at), fstype, opts)])


def test_a_disk_of_the_machine_is_fit(tmp_path: Path) -> None:
    assert (kind_of(tmp_path / "case.db"), why_unfit(tmp_path / "case.db")) == ("local", "")


def test_a_folder_that_is_yet_to_be_made_counts_as_the_one_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(monkeypatch, tmp_path, "nfs4")
    assert kind_of(tmp_path / "new" / "deep" / "case.db") == "network"


@pytest.mark.parametrize("fstype", ["nfs4", "cifs", "smb3", "fuse.sshfs"])
def test_a_network_file_system_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fstype: str) -> None:
    mounted(monkeypatch, tmp_path, fstype)
    assert "网络驱动器" in why_unfit(tmp_path / "case.db")


@pytest.mark.parametrize(
    ("opts", "kind"), [("rw,remote", "network"), ("rw,removable", "removable"), ("rw,fixed", "local")]
)
def test_windows_says_what_a_drive_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opts: str, kind: str) -> None:
    mounted(monkeypatch, tmp_path, "NTFS", opts, "E:\\")
    assert kind_of(tmp_path / "case.db") == kind


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - 某单位", "坚果云", "WPS云盘", "Dropbox"])
def test_a_folder_that_a_cloud_copies_is_not(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "案件"
    folder.mkdir(parents=True)
    assert kind_of(folder / "case.db") == "synced"
    assert "只读查看" in why_unfit(folder / "case.db")


def test_the_folder_that_onedrive_names_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDrive", str(tmp_path / "mine"))
    (tmp_path / "mine").mkdir()
    assert kind_of(tmp_path / "mine" / "case.db") == "synced"
    assert kind_of(tmp_path / "other.db") == "local"
