"""The folder of evidence files: kept once, whole or not at all, and checked."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from zhiben.errors import EnvironmentFailure, UsageError
from zhiben.model.reports import Evidence
from zhiben.store import EvidenceFolder
from zhiben.store import evidence as module

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

CONTENT = "示例佐证材料".encode()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "检查 清单.XLSX"
    path.write_bytes(CONTENT)
    return path


def kept(folder: EvidenceFolder) -> dict[str, bytes]:
    files = (path for path in folder.folder.rglob("*") if path.is_file())
    return {path.relative_to(folder.folder).as_posix(): path.read_bytes() for path in files}


def refused(folder: EvidenceFolder, file: Path) -> str:
    with pytest.raises(UsageError) as caught:
        folder.keep(file)

    assert str(file) in str(caught.value)
    assert {} == kept(folder)
    return str(caught.value)


def test_a_file_is_kept_under_its_digest_and_can_still_be_opened(
    folder: EvidenceFolder, file: Path
) -> None:
    evidence = folder.keep(file)

    assert Evidence(name="检查 清单.XLSX", digest=DIGEST, size=len(CONTENT)) == evidence
    assert {f"{DIGEST[:2]}/{DIGEST}.xlsx": CONTENT} == kept(folder)
    assert CONTENT == file.read_bytes()
    assert [] == list(folder.check([evidence]))


def test_the_same_content_is_kept_once(folder: EvidenceFolder, file: Path) -> None:
    again = file.with_name("另一份.xlsx")
    again.write_bytes(CONTENT)
    folder.keep(file)
    place = next(folder.folder.rglob("*.xlsx"))
    written = place.stat().st_mtime_ns
    folder.keep(again)

    assert [place] == [path for path in folder.folder.rglob("*") if path.is_file()]
    assert written == place.stat().st_mtime_ns


@pytest.mark.parametrize(
    "name", ["无扩展名", "示例.某种文件", "示例.tar.gz/..", "示例." + "长" * 60]
)
def test_only_a_plain_suffix_becomes_part_of_the_name(
    folder: EvidenceFolder, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name.replace("/", "_")
    file.write_bytes(CONTENT)
    folder.keep(file)

    assert {f"{DIGEST[:2]}/{DIGEST}": CONTENT} == kept(folder)


def test_an_empty_file_is_evidence_too(folder: EvidenceFolder, file: Path) -> None:
    file.write_bytes(b"")

    assert 0 == folder.keep(file).size


def test_a_missing_file_is_refused(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert "没有找到" in refused(folder, tmp_path / "没有.pdf")


def test_a_folder_is_refused(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert "不是文件" in refused(folder, tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes there")
def test_a_pipe_is_refused_and_not_waited_for(folder: EvidenceFolder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")

    assert "不是文件" in refused(folder, tmp_path / "管道")


def test_a_file_over_the_limit_is_refused(folder: EvidenceFolder, file: Path) -> None:
    assert "超过 0 MB" in refused(evolve(folder, largest=len(CONTENT) - 1), file)
    assert len(CONTENT) == evolve(folder, largest=len(CONTENT)).keep(file).size


def test_a_name_the_system_does_not_take_is_told(folder: EvidenceFolder, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match="没有保存"):
        folder.keep(tmp_path / ("长" * 400))


def test_a_place_that_cannot_be_written_is_told(
    folder: EvidenceFolder,
    file: Path,
    ordinary_user: Callable[[], AbstractContextManager[None]],
) -> None:
    folder.folder.mkdir(mode=0o555)
    with ordinary_user(), pytest.raises(EnvironmentFailure, match="没有读写权限"):
        folder.keep(file)

    assert {} == kept(folder)


def test_a_place_taken_by_a_file_is_told(folder: EvidenceFolder, file: Path) -> None:
    folder.folder.write_bytes(b"")
    with pytest.raises(EnvironmentFailure, match="没有保存"):
        folder.keep(file)


def test_a_file_that_changes_while_it_is_copied_is_refused(
    folder: EvidenceFolder, file: Path
) -> None:
    target = folder.folder / "copy"
    with file.open("rb") as source, pytest.raises(UsageError, match="正在被改动"):
        module._copy(source, target, digest="0" * 64)

    assert {} == kept(folder)


def test_a_missing_file_is_found(folder: EvidenceFolder, file: Path) -> None:
    evidence = folder.keep(file)
    place = next(folder.folder.rglob("*.xlsx"))
    place.unlink()
    (problem,) = folder.check([evidence, evidence])

    assert "佐证材料 检查 清单.XLSX" == problem.where
    assert str(place) in problem.message
    assert "缺失" in problem.message


def test_a_changed_file_is_found_and_made_good_by_the_original(
    folder: EvidenceFolder, file: Path
) -> None:
    evidence = folder.keep(file)
    place = next(folder.folder.rglob("*.xlsx"))
    place.write_bytes(CONTENT[::-1])
    (problem,) = folder.check([evidence])

    assert "被改动过" in problem.message
    folder.keep(file)

    assert [] == list(folder.check([evidence]))


def test_a_file_that_cannot_be_read_is_found(
    folder: EvidenceFolder,
    file: Path,
    ordinary_user: Callable[[], AbstractContextManager[None]],
) -> None:
    evidence = folder.keep(file)
    next(folder.folder.rglob("*.xlsx")).chmod(0)
    with ordinary_user():
        (problem,) = folder.check([evidence])

    assert "没有读写权限" in problem.message


@pytest.mark.parametrize("digest", ["../../密码", "", "0" * 63, "Z" * 64])
def test_a_digest_that_is_none_leads_nowhere(
    folder: EvidenceFolder, file: Path, digest: str
) -> None:
    """Entries come from elsewhere: their digests must not name files outside the folder."""
    evidence = evolve(folder.keep(file), digest=digest)
    (problem,) = folder.check([evidence])

    assert "不是摘要" in problem.message
