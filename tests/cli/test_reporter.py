"""``zhiben reporter``: identities are put away, looked at for a reason, and forgotten."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli import exits
from zhiben.cli.cmd_reporter import ROUTES
from zhiben.model.privacy import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

IDENTITY = {
    "name": "示例甲",
    "phone": "13800000001",
    "id_number": "340321199001010015",
    "address": "示例路1号",
    "words": "示例厂的消防通道堵了",
}
UNKNOWN = "R-AAAA-AAAA-AAAA-AAAA"


@pytest.fixture
def token(keyed: Terminal, piped: Callable[..., Result]) -> str:
    """Return the token of the first reporter."""
    result = piped(IDENTITY, "--on", "2024-06-03")

    assert (exits.CLEAN, "") == (result.code, result.err), keyed
    return found(result.out)


def found(text: str) -> str:
    match = re.search(r"R(?:-[A-Z]{4}){4}", text)

    assert match is not None, text
    return match[0]


def accesses(office: Terminal) -> list[tuple[str, str, str]]:
    """Return the uses of personal data on record: subject, deed and reason."""
    lines = office("journal", "list", "--kind", "reporter.access", "--json").json()["entries"]
    return [(one["subject"], one["body"]["deed"], one["body"]["reason"]) for one in lines[::-1]]


def one_line(result: Result, code: int, *parts: str) -> None:
    assert (code, "") == (result.code, result.out)
    assert result.err.startswith("错误：")
    assert [] == [part for part in parts if part not in result.err]


# add, list and show


def test_a_reporter_is_put_away_under_a_token(keyed: Terminal, token: str) -> None:
    shown = keyed("reporter", "show", token, "--reason", "反馈办理结果")

    assert exits.CLEAN == shown.code
    assert [] == [value for value in (*IDENTITY.values(), token, "2024-06-03", "12345热线")
                  if value not in shown.out]  # fmt: skip
    assert [(token, "add", "登记举报人"), (token, "show", "反馈办理结果")] == accesses(keyed)


def test_a_list_tells_tokens_days_and_routes_only(
    keyed: Terminal, token: str, piped: Callable[..., Result]
) -> None:
    earlier = found(piped({"words": "示例"}, "--on", "2024-01-02", "--route", "letter").out)

    listed = keyed("reporter", "list")
    assert [[earlier, "2024-01-02", "来信"], [token, "2024-06-03", "12345热线"]] == [
        line.split() for line in listed.out.splitlines()[2:]
    ]
    assert {
        "reporters": [
            {"token": earlier, "received_on": "2024-01-02", "route": "letter"},
            {"token": token, "received_on": "2024-06-03", "route": "12345"},
        ]
    } == keyed("reporter", "list", "--json").json()
    assert 2 == len(accesses(keyed))


def test_without_a_vault_the_list_is_empty_and_nothing_can_be_shown(office: Terminal) -> None:
    assert (exits.CLEAN, "（无）\n", "") == office("reporter", "list")
    for words in (("show", UNKNOWN), ("forget", UNKNOWN), ("rekey",)):
        one_line(office("reporter", *words, "--reason", "示例"), exits.USAGE, "还没有举报人库")
    assert [] == list(office.folder.glob("*.vault*"))


def test_today_is_the_day_unless_another_is_named(
    keyed: Terminal, piped: Callable[..., Result]
) -> None:
    piped({"name": "示例甲"})

    assert "2026-11-24" == keyed("reporter", "list", "--json").json()["reporters"][0]["received_on"]


def test_a_day_to_come_is_refused(keyed: Terminal, piped: Callable[..., Result]) -> None:
    one_line(piped(IDENTITY, "--on", "2026-11-25"), exits.USAGE, "收到日期 2026-11-25 晚于今天")
    assert [] == accesses(keyed)


def test_every_route_has_its_word() -> None:
    assert set(Route) == set(ROUTES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_input_is_read_in_the_encodings_of_chinese_systems(
    keyed: Terminal, piped: Callable[..., Result], encoding: str
) -> None:
    result = piped(json.dumps(IDENTITY, ensure_ascii=False).encode(encoding))

    shown = keyed("reporter", "show", found(result.out), "--reason", "示例")
    assert "示例厂的消防通道堵了" in shown.out


BAD_INPUT: Sequence[tuple[object, str]] = (
    (b"", "不是 JSON（第 1 行第 1 列起读不下去）"),
    (b'{"name": "x', "不是 JSON"),
    (b"\xff\xff\xff", "不是 UTF-8，也不是 GB18030 编码"),
    (b"[" * 100_000, "不是可用的 JSON"),
    (b" " * (1024**2 + 1), "超过 1 MB"),
    ([IDENTITY], "须是一个 JSON 对象"),
    (b'{"name": "x", "name": "y"}', "每个键只写一次"),
    ({"姓名": "示例甲", "x": 1}, "有 2 个不认识的键，只能有 name、phone、id_number"),
    ({"phone": 13800000001}, "“电话”须是文字"),
    ({"name": {"name": "x"}}, "“姓名”须是文字"),
    ({"words": "示" * 20_001}, "“举报内容（原话）”超过 20,000 字"),
    ({"name": "示例\ud800"}, "“姓名”里有不完整的字符"),
    ({}, "什么也没有填"),
    ({"name": " "}, "什么也没有填"),
)


@pytest.mark.parametrize(("content", "why"), BAD_INPUT, ids=range(len(BAD_INPUT)))
def test_input_that_cannot_be_kept_is_told_and_nothing_written(
    keyed: Terminal, piped: Callable[..., Result], content: object, why: str
) -> None:
    one_line(piped(content), exits.DATA, "标准输入：", why)
    assert [] == accesses(keyed)
    assert [] == list(keyed.folder.glob("*.vault*"))


# Reasons and tokens


@pytest.mark.parametrize("words", [("show",), ("forget",)])
@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (" ", "理由不能为空"),
        ("回访示例甲", "不能写举报人的信息"),
        ("回访138-0000-0001", "不能写手机号"),
        ("去示例路 1 号", "不能写举报人的信息"),
    ],
)
def test_a_reason_never_tells_whose_it_is(
    keyed: Terminal, token: str, words: tuple[str, ...], reason: str, why: str
) -> None:
    before = (keyed.folder / "reporters.vault").read_bytes()

    one_line(keyed("reporter", *words, token, "--reason", reason), exits.USAGE, why)
    assert before == (keyed.folder / "reporters.vault").read_bytes()
    assert [(token, "add", "登记举报人")] == accesses(keyed)


@pytest.mark.parametrize("words", [("show",), ("forget",)])
def test_a_reason_must_be_given(keyed: Terminal, token: str, words: tuple[str, ...]) -> None:
    one_line(keyed("reporter", *words, token), exits.USAGE, "缺少选项 --reason")


@pytest.mark.parametrize("words", [("show",), ("forget",)])
def test_a_token_nobody_has_is_told(keyed: Terminal, token: str, words: tuple[str, ...]) -> None:
    result = keyed("reporter", *words, UNKNOWN, "--reason", "示例")

    one_line(result, exits.USAGE, f"没有令牌 {UNKNOWN}", "zhiben reporter list")
    assert [(token, "add", "登记举报人")] == accesses(keyed)


def test_a_token_may_be_written_small(keyed: Terminal, token: str) -> None:
    assert exits.CLEAN == keyed("reporter", "show", token.lower(), "--reason", "示例").code


def test_what_is_shown_was_recorded_before(keyed: Terminal, token: str) -> None:
    """Where nothing can be recorded, nothing is shown."""
    with closing(sqlite3.connect(keyed.folder / "zhiben.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = keyed("--wait", "0", "reporter", "show", token, "--reason", "示例")
        other.execute("ROLLBACK")

    one_line(result, exits.DATA, "正被另一个程序占用")


def test_a_use_of_personal_data_cannot_be_undone(keyed: Terminal, token: str) -> None:
    keyed("reporter", "show", token, "--reason", "示例")

    one_line(keyed("undo", "41", "--reason", "示例"), exits.USAGE, "不能撤销")


# forget


def test_a_forgotten_reporter_leaves_the_token_in_the_journal(keyed: Terminal, token: str) -> None:
    result = keyed("reporter", "forget", token, "--reason", "保存期限已满")

    assert (exits.CLEAN, f"已从举报人库删去 {token}。\n") == result[:2]
    assert (exits.CLEAN, "（无）\n", "") == keyed("reporter", "list")
    assert (token, "forget", "保存期限已满") == accesses(keyed)[-1]


def test_a_vault_from_a_backup_does_not_go_unnoticed(
    keyed: Terminal, token: str, piped: Callable[..., Result]
) -> None:
    vault = keyed.folder / "reporters.vault"
    backup = vault.read_bytes()
    later = found(piped(IDENTITY).out)
    keyed("reporter", "forget", token, "--reason", "保存期限已满")
    vault.write_bytes(backup)

    listed = keyed("reporter", "list")
    assert f"举报人库里却没有的令牌 1 个：{later}；库可能是旧的备份。" in listed.err
    assert f"已经删去、又出现在库里的令牌 1 个：{token}；请再删一次。" in listed.err


def test_a_vault_that_is_gone_is_missed(keyed: Terminal, token: str) -> None:
    (keyed.folder / "reporters.vault").unlink()

    listed = keyed("reporter", "list")
    assert (exits.CLEAN, "（无）\n") == listed[:2]
    assert token in listed.err


# Keys


def key(office: Terminal, folder: Path, name: str = "另一个.key") -> Path:
    file = folder / name
    office("reporter", "key", file)
    return file


def test_another_key_takes_over(
    keyed: Terminal, token: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new = key(keyed, tmp_path_factory.mktemp("new"))
    result = keyed("reporter", "rekey", "--new-key-file", new, "--reason", "示例更换")

    assert (exits.CLEAN, "举报人库已换钥，1 个举报人重新加密；旧备份仍能用旧钥打开。\n") == result[
        :2
    ]
    one_line(keyed("reporter", "list"), exits.USAGE, "密钥文件或口令不对")
    shown = keyed("reporter", "show", token, "--reason", "示例", "--key-file", new)
    assert IDENTITY["name"] in shown.out
    assert ("reporters", "rekey", "示例更换") == accesses(keyed)[1]


def test_the_same_key_again_is_no_change(
    keyed: Terminal, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = os.environ["ZHIBEN_VAULT_KEY"]
    monkeypatch.delenv("ZHIBEN_VAULT_KEY")
    result = keyed(
        "reporter", "rekey", "--key-file", same, "--new-key-file", same, "--reason", "示例"
    )

    one_line(result, exits.USAGE, "是同一个，没有改动")
    assert [(token, "add", "登记举报人")] == accesses(keyed)


def test_the_reason_of_a_new_key_tells_nobody(
    keyed: Terminal, token: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new = key(keyed, tmp_path_factory.mktemp("new"))
    result = keyed("reporter", "rekey", "--new-key-file", new, "--reason", "示例甲看过了")

    one_line(result, exits.USAGE, "不能写举报人的信息")
    assert exits.CLEAN == keyed("reporter", "show", token, "--reason", "示例").code


def test_a_wrong_key_is_told_without_more(
    keyed: Terminal, token: str, piped: Callable[..., Result],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    wrong = key(keyed, tmp_path_factory.mktemp("wrong"))

    for result in (
        keyed("reporter", "show", token, "--reason", "示例", "--key-file", wrong),
        keyed("reporter", "list", "--key-file", wrong),
        keyed("reporter", "forget", token, "--reason", "示例", "--key-file", wrong),
        piped(IDENTITY, "--key-file", wrong),
    ):
        assert (exits.USAGE, "", "错误：打不开举报人库：密钥文件或口令不对。\n") == result
    assert [(token, "add", "登记举报人")] == accesses(keyed)


def test_a_vault_locked_with_a_file_asks_for_one(
    keyed: Terminal, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHIBEN_VAULT_KEY")

    one_line(
        keyed("reporter", "show", token, "--reason", "示例"),
        exits.USAGE, "用密钥文件加锁", "--key-file", "ZHIBEN_VAULT_KEY",
    )  # fmt: skip


def test_a_key_beside_the_database_is_warned_of(office: Terminal) -> None:
    beside, elsewhere = office("reporter", "key", "示例.key"), office.folder / "别处"
    elsewhere.mkdir()

    assert "和数据库在同一个文件夹里" in beside.err
    assert "" == office("reporter", "key", elsewhere / "示例.key").err
    one_line(office("reporter", "key", "示例.key"), exits.USAGE, "已经存在，没有改动")


def test_a_passphrase_is_not_asked_for_in_a_pipe(
    office: Terminal, piped: Callable[..., Result]
) -> None:
    one_line(piped(IDENTITY), exits.USAGE, "用 --stdin 时不能再询问口令", "--key-file")
    assert [] == accesses(office)


def test_without_a_terminal_nothing_is_asked(
    keyed: Terminal, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    one_line(
        keyed("reporter", "add", "--route", "visit"), exits.USAGE, "没有终端可以逐项询问", "--stdin"
    )
    one_line(keyed("reporter", "rekey", "--reason", "示例"), exits.USAGE, "没有终端可以询问口令")
    monkeypatch.delenv("ZHIBEN_VAULT_KEY")
    (keyed.folder / "reporters.vault").unlink()
    one_line(keyed("reporter", "add", "--route", "visit"), exits.USAGE, "没有终端可以询问口令")
    assert [(token, "add", "登记举报人")] == accesses(keyed)


# The machine


def test_a_damaged_vault_is_told(keyed: Terminal, token: str) -> None:
    vault = keyed.folder / "reporters.vault"
    vault.write_bytes(vault.read_bytes()[:-20])

    for words in (("list",), ("show", token, "--reason", "示例")):
        one_line(keyed("reporter", *words), exits.DATA, "reporters.vault：文件已损坏或被改动过")


def test_a_vault_that_cannot_be_written_leaves_no_entry(
    keyed: Terminal, token: str, piped: Callable[..., Result],
    ordinary_user: Callable[[], AbstractContextManager[None]],
) -> None:  # fmt: skip
    vault = keyed.folder / "reporters.vault"
    before = vault.read_bytes()
    keyed("journal", "list")
    keyed.folder.chmod(0o555)
    try:
        with ordinary_user():
            result = piped(IDENTITY)
            forgotten = keyed("reporter", "forget", token, "--reason", "示例")
    finally:
        keyed.folder.chmod(0o755)

    assert [exits.DATA] * 2 == [result.code, forgotten.code]
    assert before == vault.read_bytes()
    assert [(token, "add", "登记举报人")] == accesses(keyed)


def test_without_the_library_other_commands_go_on(keyed: Terminal, token: str) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        script = (
            "import sys; sys.modules['cryptography'] = None\n"
            "from zhiben.cli.main import main\n"
            "sys.exit(main(sys.argv[1:]))\n"
        )
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script, *words],
            capture_output=True, encoding="utf-8", check=False, cwd=keyed.folder,
        )  # fmt: skip

    refused = run("reporter", "show", token, "--reason", "示例")
    assert (exits.DATA, "") == (refused.returncode, refused.stdout)
    assert refused.stderr.startswith("错误：举报人库要用加密软件包 cryptography，本机没有安装")
    assert 1 == len(refused.stderr.splitlines())
    assert exits.CLEAN == run("journal", "verify").returncode


def test_two_that_write_at_once_lose_nothing(keyed: Terminal) -> None:
    """The vault is exchanged within a transaction of the database."""
    command = [sys.executable, "-X", "utf8", "-m", "zhiben",
               "reporter", "add", "--stdin", "--route", "phone"]  # fmt: skip
    running: list[subprocess.Popen[Any]] = []
    for number in range(6):
        one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               cwd=keyed.folder)  # fmt: skip
        assert one.stdin is not None
        one.stdin.write(json.dumps({"name": f"示例{number}"}).encode())
        one.stdin.close()
        running.append(one)

    assert [0] * 6 == [one.wait() for one in running]
    listed = keyed("reporter", "list", "--json")
    assert (6, "") == (len(listed.json()["reporters"]), listed.err)
