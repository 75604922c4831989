"""Canaries: nothing the program writes carries a reporter's identity, whatever goes wrong.

Every field of a reporter holds something that stands nowhere else. Everything that is printed
and every file in the folder is then searched for it, in each form it may have been written in.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from zhiben.cli import exits
from zhiben.store import vault as module
from zhiben.store.vault import open_vault
from zhiben.store.vault_keys import file_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_zhiben import Result, Terminal

CANARIES = {
    "name": "丁卯金丝雀",
    "phone": "13987650043",
    "id_number": "340321198807070027",
    "address": "鸟笼巷七十七号",
    "words": "我在夜里听见金丝雀唱歌",
}
REASON = ("--reason", "示例回访")


def forms(canary: str) -> Iterator[bytes]:
    """Yield how a text may stand in a file or on a screen."""
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        yield canary.encode(encoding)
    yield json.dumps(canary).strip('"').encode()
    yield ascii(canary).strip("'").encode()
    for shift in range(3):  # base64 of whatever it stands in
        padded = base64.b64encode(b"x" * shift + canary.encode())
        yield padded[4 * (shift > 0) : -4]
    if canary.isdecimal():
        yield f"{canary[:3]}-{canary[3:7]}-{canary[7:]}".encode()


def traces(content: bytes | str) -> list[str]:
    """Return the fields whose canary stands in some bytes, in any form."""
    data = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    return [name for name, canary in CANARIES.items() if any(one in data for one in forms(canary))]


def traces_in(folder: Path) -> list[tuple[str, list[str]]]:
    """Return the files whose name or content bears traces."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = [(path.name, traces(path.name) + traces(path.read_bytes())) for path in files]
    return [(name, kinds) for name, kinds in found if kinds]


@pytest.fixture
def token(keyed: Terminal, piped: Callable[..., Result]) -> str:
    """Return the token of the reporter whose every field is a canary."""
    piped(CANARIES, "--on", "2024-06-03")
    (one,) = keyed("reporter", "list", "--json").json()["reporters"]
    return str(one["token"])


def test_the_search_finds_canaries_where_there_are_some(keyed: Terminal, token: str) -> None:
    """Or all of this would prove nothing."""
    shown = keyed("reporter", "show", token, *REASON)

    assert list(CANARIES) == traces(shown.out)
    assert [] == traces(shown.err)
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        assert list(CANARIES) == traces(str(CANARIES).encode(encoding))
    assert list(CANARIES) == traces(json.dumps(CANARIES))
    encoded = base64.b64encode("".join(f"{value}，" for value in CANARIES.values()).encode())
    assert list(CANARIES) == traces(encoded)


def test_nothing_but_show_ever_prints_an_identity(keyed: Terminal, token: str) -> None:
    keyed("reporter", "show", token, *REASON)
    entries = [str(number) for number in range(39, 44)]
    commands = [
        ("reporter", "list"), ("reporter", "list", "--json"),
        ("reporter", "show", "R-AAAA-AAAA-AAAA-AAAA", *REASON),
        ("reporter", "show", token, "--reason", f"回访{CANARIES['name']}"),
        ("reporter", "show", token, "--reason", f"打{CANARIES['phone']}"),
        ("reporter", "forget", token, "--reason", CANARIES["words"]),
        ("reporter", "rekey", "--new-key-file", "没有.key", *REASON),
        ("journal", "list", "--json"), ("journal", "verify", "--json"), ("journal", "list"),
        *(("journal", "show", entry) for entry in entries),
        ("undo", "40", *REASON),
        ("progress",), ("progress", "--json"), ("progress", "--format", "csv"),
        ("due", "--format", "csv"), ("task", "list", "--json"), ("org", "list", "--json"),
    ]  # fmt: skip

    for words in commands:
        for verbose in ((), ("-v",)):
            result = keyed(*verbose, *words)

            assert [] == traces(result.out + result.err), words
    assert [] == traces_in(keyed.folder)


def test_no_file_carries_an_identity_at_any_time_of_its_life(
    keyed: Terminal, token: str, tmp_path_factory: pytest.TempPathFactory,
    piped: Callable[..., Result],
) -> None:  # fmt: skip
    new = tmp_path_factory.mktemp("new") / "另一个.key"
    keyed("reporter", "key", new)

    assert exits.CLEAN == piped(CANARIES, "--route", "letter").code
    assert [] == traces_in(keyed.folder)
    for words in (
        ("show", token),
        ("rekey", "--new-key-file", new),
        ("forget", token, "--key-file", new),
    ):
        assert exits.CLEAN == keyed("reporter", *words, *REASON).code
        assert [] == traces_in(keyed.folder)
    assert [] == traces_in(new.parent)


def spoilt() -> Iterator[bytes]:
    """Yield input that cannot be kept and holds every canary."""
    whole = json.dumps(CANARIES, ensure_ascii=False)
    yield whole[:-1].encode()
    yield f"[{whole}]".encode()
    yield whole.replace('"', "'").encode()
    yield whole.encode("utf-16")
    yield whole.encode() + b"\xff\xff\xff"
    yield f'{{"name": {whole}}}'.encode()
    yield f'{whole[:-1]}, "name": "{CANARIES["name"]}"}}'.encode()
    yield json.dumps(dict.fromkeys(CANARIES.values(), 1)).encode()
    yield json.dumps({name: [value] for name, value in CANARIES.items()}).encode()
    yield json.dumps({**CANARIES, "words": CANARIES["words"] * 5000}).encode()
    yield json.dumps({name: f"{value}\ud800" for name, value in CANARIES.items()}).encode()
    yield whole.encode() + b" " * 1024**2


@pytest.mark.parametrize("content", list(spoilt()), ids=range(12))
def test_input_that_cannot_be_kept_is_not_repeated(
    keyed: Terminal, piped: Callable[..., Result], content: bytes
) -> None:
    plain, verbose = piped(content), keyed("-v", "reporter", "list")

    assert exits.DATA == plain.code
    assert [] == traces(plain.out + plain.err + verbose.err)
    assert [] == traces_in(keyed.folder)


@pytest.mark.parametrize("content", list(spoilt()), ids=range(12))
def test_no_traceback_carries_what_was_read(
    keyed: Terminal, piped: Callable[..., Result], content: bytes
) -> None:
    result = piped(content, "-v")

    assert [] == traces(result.out + result.err), keyed


@pytest.mark.parametrize("verbose", [(), ("-v",)])
def test_what_has_no_place_on_the_command_line_is_not_repeated(
    keyed: Terminal, token: str, verbose: tuple[str, ...]
) -> None:
    name, phone = CANARIES["name"], CANARIES["phone"]
    add = ("reporter", "add", "--route")
    for words in (
        (*add, "visit", name, phone),
        (*add, "visit", "--name", name),
        (*add, "visit", f"--name={name}"),
        (*add, "visit", f"-n{name}"),
        (*add, "visit", f"-{name}"),
        (*add, "visit", f"--{name}"),
        (*add, "visit", f"--stdin={name}"),
        (*add, name),
        (*add, phone),
        ("reporter", "show", name, *REASON),
        ("reporter", "show", phone, *REASON),
        ("reporter", "show", token, name, *REASON),
        ("reporter", "forget", name, *REASON),
        ("reporter", "list", name),
        ("reporter", "rekey", name, *REASON),
    ):
        result = keyed(*verbose, *words)

        assert exits.USAGE == result.code, words
        assert result.err.startswith("错误：")
        assert [] == traces(result.out + result.err), words
    assert [] == traces_in(keyed.folder)


def test_a_mistyped_option_is_still_named(keyed: Terminal) -> None:
    result = keyed("reporter", "list", "--key-fil", "示例.key")

    assert "没有选项 --key-fil，是不是 --key-file？" in result.err


def test_a_wrong_key_and_a_damaged_vault_show_nothing(
    keyed: Terminal, token: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wrong = tmp_path_factory.mktemp("wrong") / "错.key"
    keyed("reporter", "key", wrong)
    refused = keyed("-v", "reporter", "show", token, *REASON, "--key-file", wrong)
    vault = keyed.folder / "reporters.vault"
    vault.write_bytes(vault.read_bytes().replace(b"A", b"B", 1))
    damaged = keyed("-v", "reporter", "show", token, *REASON)

    assert [exits.USAGE, exits.DATA] == [refused.code, damaged.code]
    assert [] == traces(refused.out + refused.err + damaged.out + damaged.err)


def test_a_record_this_program_would_not_write_shows_nothing(keyed: Terminal, token: str) -> None:
    """As one of another program that has the key."""
    secret = file_secret(Path(os.environ["ZHIBEN_VAULT_KEY"]))
    vault = open_vault(keyed.folder / "reporters.vault", secret, entropy=os.urandom)
    for record in ({CANARIES["name"]: 1}, {**CANARIES, "received_on": CANARIES["words"]},
                   [CANARIES["phone"]], {**CANARIES, "received_on": "2024-06-03", "route": "x"},
                   CANARIES["id_number"]):  # fmt: skip
        text = json.dumps(record).encode()
        sealed = module._seal(vault.key, text, about=token, nonce=os.urandom(12))
        evolve(vault, sealed={token: sealed}).save()
        for words in (("show", token, *REASON), ("list",), ("forget", token, *REASON)):
            result = keyed("-v", "reporter", *words)

            assert exits.DATA == result.code
            assert [] == traces(result.out + result.err)


FULL_DISK = """
import resource, signal, sys
from zhiben.cli.main import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), most))
code = main(sys.argv[2:])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # coverage has yet to write its data
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
@pytest.mark.parametrize(("limit", "times"), [(0, 1), (300, 1), (40_000, 1000)])
def test_a_full_disk_leaves_nothing_of_an_identity(keyed: Terminal, limit: int, times: int) -> None:
    """First no file can be written at all, then not the database, then only not the vault."""
    said = {**CANARIES, "words": CANARIES["words"] * times}
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FULL_DISK, str(limit),
         "-v", "reporter", "add", "--stdin", "--route", "visit"],
        input=json.dumps(said), capture_output=True, encoding="utf-8", check=False,
        cwd=keyed.folder,
    )  # fmt: skip

    assert exits.DATA == result.returncode, result.stderr
    assert (times > 1) == ("举报人库 reporters.vault 没有写入" in result.stderr)
    assert [] == traces(result.stdout + result.stderr)
    assert [] == traces_in(keyed.folder)
    assert [] == list(keyed.folder.glob("*.part"))
    assert (exits.CLEAN, "（无）\n", "") == keyed("reporter", "list")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in other ways there")
@pytest.mark.parametrize("after", [0.05, 0.15, 0.25, 0.35, 0.45])
def test_a_killed_process_leaves_nothing_of_an_identity(keyed: Terminal, after: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "zhiben",
         "reporter", "add", "--stdin", "--route", "visit"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=keyed.folder,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(json.dumps(CANARIES).encode())
        process.stdin.close()
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
        said = process.stdout.read() if process.stdout else b""

    assert [] == traces(said)
    assert [] == traces_in(keyed.folder)
    assert exits.CLEAN == keyed("journal", "verify").code
    listed = keyed("reporter", "list", "--json")
    assert exits.CLEAN == listed.code
    assert "旧的备份" not in listed.err
