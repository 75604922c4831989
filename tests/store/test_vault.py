"""The store of reporters' identities: sealed, whole or not written, and opened by its key only."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.errors import DataError, EnvironmentFailure, UsageError, ZhibenError
from zhiben.model.privacy import Reporter, Route
from zhiben.store import vault as module
from zhiben.store.vault import create_vault, open_vault, require_kind, vault_kind
from zhiben.store.vault_keys import (
    KeyKind,
    Secret,
    check_passphrase,
    file_secret,
    passphrase_secret,
    write_key_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from zhiben.store.vault import Vault

TOKEN, OTHER = "R-AAAA-BBBB-CCCC-DDDD", "R-EEEE-FFFF-GGGG-HHHH"
SECRET = Secret(kind=KeyKind.FILE, material=b"1" * 32)
WRONG = Secret(kind=KeyKind.FILE, material=b"2" * 32)
REPORTER = Reporter(
    received_on=date(2024, 6, 3), route=Route.LETTER, name="示例甲", phone="13800000001"
)
SAID = ("示例甲", "13800000001", "letter", "2024-06-03")
LITTLE_WORK = 2**4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reporters.vault"


@pytest.fixture
def kept(path: Path) -> Path:
    """Return a vault with two reporters."""
    vault = create_vault(path, SECRET, entropy=os.urandom)
    vault.add(TOKEN, REPORTER).add(OTHER, REPORTER).save()
    return path


def opened(path: Path, secret: Secret = SECRET) -> Vault:
    return open_vault(path, secret, entropy=os.urandom)


def refused(path: Path, kind: type[ZhibenError], *, secret: Secret = SECRET) -> str:
    with pytest.raises(kind) as caught:
        opened(path, secret)
    return str(caught.value)


def rewritten(path: Path, **changes: Any) -> None:
    """Change a vault's file, and make its outer digest right again."""
    document = json.loads(path.read_bytes())
    document.update(changes)
    document.pop("digest")
    digest = module._digest(module._canonical(document))
    path.write_bytes(module._canonical({**document, "digest": digest}))


# Keeping


def test_a_reporter_comes_back_by_the_token(kept: Path) -> None:
    assert REPORTER == opened(kept).read(TOKEN)
    assert {TOKEN, OTHER} == set(opened(kept).sealed)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(name=TEXTS, words=TEXTS, day=st.dates(), route=st.sampled_from(Route))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_said_comes_back(
    path: Path, name: str, words: str, day: date, route: Route
) -> None:
    reporter = Reporter(received_on=day, route=route, name=name, words=words)
    create_vault(path, SECRET, entropy=os.urandom).add(TOKEN, reporter).save()

    assert reporter == opened(path).read(TOKEN)


def test_nothing_that_was_said_stands_in_the_file(kept: Path) -> None:
    content = kept.read_bytes()
    every = content + b"".join(map(base64.b64decode, json.loads(content)["records"].values()))

    assert [] == [word for word in SAID if word.encode() in every]
    assert b"1" * 32 not in every


def test_the_same_reporter_is_sealed_differently_each_time(kept: Path) -> None:
    first, second = opened(kept).sealed.values()

    assert first != second


def test_the_size_of_a_record_tells_little(path: Path) -> None:
    short = Reporter(received_on=date(2024, 6, 3), route=Route.LETTER, name="甲")
    vault = create_vault(path, SECRET, entropy=os.urandom).add(TOKEN, REPORTER).add(OTHER, short)

    assert 1 == len({len(sealed) for sealed in vault.sealed.values()})


def test_an_opened_vault_shows_no_key_in_a_repr(kept: Path) -> None:
    shown = repr(opened(kept)) + repr(SECRET)

    assert "111" not in shown
    assert "key=" not in shown


def test_a_forgotten_reporter_is_gone(kept: Path) -> None:
    opened(kept).without(TOKEN).save()

    assert [OTHER] == list(opened(kept).sealed)
    with pytest.raises(UsageError, match=f"没有令牌 {TOKEN}"):
        opened(kept).read(TOKEN)
    with pytest.raises(UsageError, match=f"没有令牌 {TOKEN}"):
        opened(kept).without(TOKEN)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are set in other ways there")
def test_only_its_owner_may_read_the_file(kept: Path) -> None:
    kept.chmod(0o644)
    opened(kept).save()

    assert 0o600 == stat.S_IMODE(kept.stat().st_mode)
    assert [kept] == list(kept.parent.iterdir())


# Keys


def test_another_key_opens_nothing_and_learns_nothing(kept: Path) -> None:
    wrong = {
        refused(kept, UsageError, secret=WRONG),
        refused(kept, UsageError, secret=passphrase_secret("1" * 32)),
    }

    assert {"打不开举报人库：密钥文件或口令不对。"} == wrong


def test_a_passphrase_opens_what_it_locked_however_wide_it_was_typed(path: Path) -> None:
    secret = passphrase_secret("correct horse 12")
    vault = create_vault(path, secret, entropy=os.urandom, work=LITTLE_WORK)
    vault.add(TOKEN, REPORTER).save()

    assert REPORTER == opened(path, passphrase_secret("ｃｏｒｒｅｃｔ horse １２")).read(TOKEN)
    assert "口令不对" in refused(path, UsageError, secret=passphrase_secret("correct horse 13"))
    assert b"horse" not in path.read_bytes()
    assert KeyKind.PASSPHRASE is vault_kind(path)


def test_a_passphrase_costs_much_to_try(path: Path) -> None:
    vault = create_vault(path, passphrase_secret("correct horse 12"), entropy=os.urandom)

    assert 2**17 == vault.lock.work


def test_another_key_takes_the_place_of_the_first(kept: Path) -> None:
    before = opened(kept)
    before.rekeyed(WRONG).save()

    assert REPORTER == opened(kept, WRONG).read(TOKEN)
    assert "密钥文件或口令不对" in refused(kept, UsageError)
    after = opened(kept, WRONG)
    assert before.lock.salt != after.lock.salt
    assert not set(before.sealed.values()) & set(after.sealed.values())


def test_a_vault_can_change_from_a_key_file_to_a_passphrase(kept: Path) -> None:
    secret = passphrase_secret("correct horse 12")
    opened(kept).rekeyed(secret, work=LITTLE_WORK).save()

    assert KeyKind.PASSPHRASE is require_kind(kept)
    assert REPORTER == opened(kept, secret).read(OTHER)


@pytest.mark.parametrize("text", ["", "短口令", "12345678901", "111111111111", "ababababababab"])
def test_a_simple_passphrase_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="至少 12 个字符") as caught:
        check_passphrase(text)

    assert not text or text not in str(caught.value)


def test_a_passphrase_that_is_no_text_is_refused() -> None:
    check_passphrase("correct horse 12")
    with pytest.raises(UsageError, match="不完整的字符"):
        passphrase_secret("correct horse \udcb0")


def test_a_key_file_is_made_once_and_opens_what_it_locked(tmp_path: Path, path: Path) -> None:
    file = tmp_path / "示例.key"
    write_key_file(file, entropy=os.urandom)
    create_vault(path, file_secret(file), entropy=os.urandom).add(TOKEN, REPORTER).save()

    assert REPORTER == opened(path, file_secret(file)).read(TOKEN)
    if sys.platform != "win32":
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    before = file.read_bytes()
    with pytest.raises(UsageError, match="已经存在，没有改动"):
        write_key_file(file, entropy=os.urandom)
    assert before == file.read_bytes()


def test_a_key_file_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"文件夹 .* 不存在"):
        write_key_file(tmp_path / "没有" / "示例.key", entropy=os.urandom)


@pytest.mark.parametrize(
    "content",
    [b"", b"zhiben-key-1 ", b"zhiben-key-1 YWJj", b"zhiben-key-1 !!!!", b"\xff" * 5000,
     "zhiben-key-1 示例".encode(), b"MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="],
)  # fmt: skip
def test_another_file_is_never_taken_for_a_key_file(tmp_path: Path, content: bytes) -> None:
    """It could be changed tomorrow, and lock everything away."""
    file = tmp_path / "示例.docx"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="不是 zhiben 的密钥文件"):
        file_secret(file)


def test_a_key_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for file in (tmp_path / "没有.key", tmp_path):
        with pytest.raises(UsageError, match="没有密钥文件"):
            file_secret(file)


def test_a_key_file_nobody_may_read_or_write_is_told(
    tmp_path: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    file = tmp_path / "示例.key"
    write_key_file(file, entropy=os.urandom)
    file.chmod(0)
    tmp_path.chmod(0o555)
    with ordinary_user():
        with pytest.raises(EnvironmentFailure, match="读不出来：没有读写权限"):
            file_secret(file)
        with pytest.raises(EnvironmentFailure, match="没有写成：没有读写权限"):
            write_key_file(tmp_path / "另一个.key", entropy=os.urandom)
    tmp_path.chmod(0o755)


# Damage


def test_there_need_be_no_vault(path: Path) -> None:
    assert None is vault_kind(path)
    for act in (require_kind, opened):
        with pytest.raises(UsageError, match="还没有举报人库"):
            act(path)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_is_told_and_never_the_programs_fault(
    path: Path, data: st.DataObject
) -> None:
    create_vault(path, SECRET, entropy=b"7".ljust).add(TOKEN, REPORTER).save()
    content = bytearray(path.read_bytes().rstrip())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)

    with pytest.raises(DataError):
        opened(path).read(TOKEN)


@pytest.mark.parametrize("size", [0, 1, 100, 700])
def test_a_truncated_file_is_told(kept: Path, size: int) -> None:
    kept.write_bytes(kept.read_bytes()[:size])

    assert f"{kept}：文件已损坏或被改动过，请用备份恢复。" == refused(kept, DataError)
    with pytest.raises(DataError, match="已损坏"):
        vault_kind(kept)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{}", "已损坏"),
        (b"[]", "已损坏"),
        (b"\xff\xfe", "已损坏"),
        (b"[" * 100_000, "已损坏"),
        (b'{"format":"x","version":1}', "这不是举报人库"),
        (b'{"format":"zhiben-vault","version":2}', "由较新的 zhiben 建立（格式 2）"),
        (b'{"format":"zhiben-vault","version":1}', "已损坏"),
        (b" " * (64 * 1024**2 + 1), "超过 64 MB"),
    ],
    ids=["empty", "list", "bytes", "deep", "foreign", "newer", "bare", "large"],
)
def test_a_file_that_is_no_vault_is_told(path: Path, content: bytes, why: str) -> None:
    path.write_bytes(content)

    assert why in refused(path, DataError)


@pytest.mark.parametrize(
    "lock",
    [
        None,
        {},
        {"kind": "file", "salt": "MQ==", "work": 2},
        {"kind": "file", "salt": "!", "work": 2},
        {"kind": "x", "salt": "MTExMTExMTExMTExMTExMQ==", "work": 2},
        {"kind": "file", "salt": "MTExMTExMTExMTExMTExMQ==", "work": 2**40},
        {"kind": "file", "salt": "MTExMTExMTExMTExMTExMQ==", "work": "2"},
    ],
)
def test_a_lock_no_program_makes_is_damage(kept: Path, lock: object) -> None:
    rewritten(kept, lock=lock)

    assert "已损坏" in refused(kept, DataError)


def test_a_weakened_lock_opens_nothing(kept: Path) -> None:
    """The sealed list is bound to it."""
    lock = json.loads(kept.read_bytes())["lock"]
    rewritten(kept, lock={**lock, "work": 2})

    assert "密钥文件或口令不对" in refused(kept, UsageError)


def test_a_record_taken_out_put_back_or_exchanged_is_noticed(kept: Path) -> None:
    records = json.loads(kept.read_bytes())["records"]
    swapped = {TOKEN: records[OTHER], OTHER: records[TOKEN]}
    one, more = {TOKEN: records[TOKEN]}, {**records, "R": "MQ=="}
    every: tuple[object, ...] = ({}, one, more, swapped, [], {"R": 1})
    for forged in every:
        rewritten(kept, records=forged)

        assert "已损坏" in refused(kept, DataError)


def test_a_record_sealed_for_another_token_is_noticed(kept: Path) -> None:
    """As somebody who has the key, but not this program, may make it."""
    vault = opened(kept)
    swapped = {TOKEN: vault.sealed[OTHER], OTHER: vault.sealed[TOKEN]}
    forged = evolve(vault, sealed=swapped)
    with pytest.raises(DataError, match="已损坏"):
        forged.read(TOKEN)
    strange = module._seal(vault.key, b'{"name": "x"}', about=TOKEN, nonce=b"1" * 12)
    with pytest.raises(DataError, match="已损坏") as caught:
        evolve(vault, sealed={TOKEN: strange}).read(TOKEN)
    assert caught.value.__suppress_context__


# What the machine may do


def test_a_folder_that_cannot_be_written_leaves_the_vault_as_it_was(
    kept: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    before = kept.read_bytes()
    kept.parent.chmod(0o555)
    with ordinary_user(), pytest.raises(EnvironmentFailure, match="没有写入：没有读写权限"):
        opened(kept).without(TOKEN).save()
    kept.parent.chmod(0o755)

    assert before == kept.read_bytes()
    assert [kept] == list(kept.parent.iterdir())


def test_a_vault_nobody_may_read_is_told(
    kept: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    kept.chmod(0)
    with ordinary_user():
        assert "读不出来：没有读写权限" in refused(kept, EnvironmentFailure)


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    vault = create_vault(path, SECRET, entropy=os.urandom)
    path.mkdir()

    assert "读不出来" in refused(path, EnvironmentFailure)
    with pytest.raises(EnvironmentFailure, match="没有写入"):
        vault.save()
    assert [path] == list(path.parent.iterdir())


FULL_DISK = """
import os, resource, signal, sys
from pathlib import Path
from zhiben.errors import ZhibenError
from zhiben.store.vault import open_vault
from zhiben.store.vault_keys import KeyKind, Secret

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
secret = Secret(kind=KeyKind.FILE, material=b"1" * 32)
vault = open_vault(Path(sys.argv[1]), secret, entropy=os.urandom)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, most))
try:
    vault.save()
except ZhibenError as error:
    sys.stdout.buffer.write(str(error).encode())
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
def test_a_disk_that_takes_no_more_leaves_the_vault_as_it_was(kept: Path) -> None:
    before = kept.read_bytes()
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, kept], capture_output=True, encoding="utf-8", check=True
    )

    assert result.stdout.startswith(f"举报人库 {kept} 没有写入：")
    assert "" == result.stderr
    assert before == kept.read_bytes()
    assert [kept] == list(kept.parent.iterdir())


KILLED = """
import os, sys
from pathlib import Path
from zhiben.store.vault import open_vault
from zhiben.store.vault_keys import KeyKind, Secret

secret = Secret(kind=KeyKind.FILE, material=b"1" * 32)
vault = open_vault(Path(sys.argv[1]), secret, entropy=os.urandom)
sys.stdout.write("ready\\n")
sys.stdout.flush()
while True:
    vault.save()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in other ways there")
@pytest.mark.parametrize("writes", [1, 2, 3, 5, 8])
def test_a_killed_writer_leaves_a_whole_vault(kept: Path, writes: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, kept], stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
        last, seen = kept.stat().st_ino, 0
        while seen < writes:
            seen += last != kept.stat().st_ino
            last = kept.stat().st_ino
        process.kill()

    assert REPORTER == opened(kept).read(TOKEN)


def test_without_the_library_the_missing_package_is_named(kept: Path) -> None:
    without = (
        "import sys; sys.modules['cryptography'] = None\n"
        "import os; from pathlib import Path\n"
        "from zhiben.errors import EnvironmentFailure\n"
        "from zhiben.store.vault import open_vault\n"
        "from zhiben.store.vault_keys import KeyKind, Secret\n"
        "secret = Secret(kind=KeyKind.FILE, material=b'1' * 32)\n"
        "try: open_vault(Path(sys.argv[1]), secret, entropy=os.urandom)\n"
        "except EnvironmentFailure as error: sys.stdout.buffer.write(str(error).encode())\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", without, kept], capture_output=True, encoding="utf-8", check=True
    )

    assert "举报人库要用加密软件包 cryptography，本机没有安装或不能用" in result.stdout
    assert "pip install zhiben[vault]" in result.stdout
