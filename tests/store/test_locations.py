"""Which places are shared between machines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from zhiben.store import locations
from zhiben.store.locations import is_remote, is_remote_mount, is_share

if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = r"""
sysfs /sys sysfs rw,nosuid 0 0
/dev/vda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw,vers=3.0 0 0
server:/export /mnt/share/deep nfs4 rw 0 0
/dev/sdb1 /mnt/share/local xfs rw 0 0
server:/old /mnt/twice nfs rw 0 0
/dev/sdc1 /mnt/twice ext4 rw 0 0
server:/docs /mnt/应急\040资料 nfs rw 0 0
who@server:/ /mnt/remote fuse.sshfs rw 0 0
/dev/sdd1 /mnt/stick fuseblk rw 0 0
broken
"""


@pytest.mark.parametrize(
    "place",
    [
        "/mnt/share",
        "/mnt/share/示例.db",
        "/mnt/share/deep/示例.db",
        "/mnt/应急 资料/示例.db",
        "/mnt/remote/示例.db",
    ],
)
def test_a_network_file_system_is_remote(place: str) -> None:
    assert is_remote_mount(place, mounts=MOUNTS)


@pytest.mark.parametrize(
    "place",
    [
        "/示例.db",
        "/mnt/shared/示例.db",
        "/mnt/share/local/示例.db",
        "/mnt/twice/示例.db",
        "/mnt/stick/示例.db",
    ],
)
def test_a_disk_of_this_machine_is_not(place: str) -> None:
    assert not is_remote_mount(place, mounts=MOUNTS)


def test_without_a_mount_table_nothing_is_known_to_be_remote() -> None:
    assert not is_remote_mount("/mnt/share/示例.db", mounts="")


@pytest.mark.parametrize(
    "place", [r"\\server\share\示例.db", "//server/share/示例.db", r"\\?\UNC\server\share\示例.db"]
)
def test_a_share_is_told_by_its_name(place: str) -> None:
    assert is_share(place)


@pytest.mark.parametrize("place", [r"D:\数据\示例.db", r"\\?\D:\数据\示例.db", "/srv/示例.db"])
def test_a_drive_is_no_share(place: str) -> None:
    assert not is_share(place)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no mount tables there")
def test_the_mount_table_decides_where_links_lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far")
    table = tmp_path / "mounts"
    table.write_text(f"server:/share {tmp_path / 'far'} nfs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(locations, "_MOUNT_TABLE", table)

    assert is_remote(tmp_path / "link" / "示例.db")
    assert not is_remote(tmp_path / "示例.db")
    table.unlink()

    assert not is_remote(tmp_path / "link" / "示例.db")
