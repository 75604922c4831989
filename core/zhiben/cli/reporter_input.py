"""What ``zhiben reporter`` is told: a reporter's identity and the vault's secret.

Both come from a terminal, from standard input or from a file, and never from the command
line, which shells keep. Nothing that was typed or read is repeated in any message.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import Command
from zhiben.errors import DataError, Problem, UsageError
from zhiben.ledger.privacy.secrecy import REFUSAL, has_mark
from zhiben.model.privacy import Reporter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zhiben.model.privacy import Route
    from zhiben.store.vault_keys import KeyKind, Secret

IDENTITY: Final = {
    "name": "姓名",
    "phone": "电话",
    "id_number": "身份证号",
    "address": "住址",
    "words": "举报内容（原话）",
}
"""What is kept of a reporter, and what people call it."""
KEY_VARIABLE: Final = "ZHIBEN_VAULT_KEY"

_LONGEST: Final = 20_000
_MOST_BYTES: Final = 1024 * 1024
_INPUT: Final = "标准输入"


class PrivateCommand(Command):
    """A command that does not repeat what it cannot make sense of."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words, without repeating those that have no place here."""
        try:
            return super().parse_args(ctx, args)
        except (click.BadParameter, click.exceptions.NoArgsIsHelpError):
            raise
        except click.UsageError as error:
            if isinstance(error, click.NoSuchOption) and error.possibilities:
                raise
        raise click.UsageError(
            "有多出的或不认识的参数。举报人的信息不写在命令行上（会留在命令的历史里），"
            "运行后逐项询问，或用 --stdin 送入。",
            ctx,
        )


def asked_reporter(*, received_on: date, route: Route) -> Reporter:
    """Ask for a reporter's identity, item by item.

    Raises:
        UsageError: when nobody sits at a terminal.
        DataError: when what was typed cannot be kept.
    """
    _require_terminal("没有终端可以逐项询问；请用 --stdin 从标准输入送入 JSON。")
    click.echo("不知道的直接按回车。", err=True)
    said = {
        name: click.prompt(label, default="", show_default=False, prompt_suffix="：", err=True)
        for name, label in IDENTITY.items()
    }
    return _reporter(said, received_on=received_on, route=route, where="输入")


def piped_reporter(*, received_on: date, route: Route) -> Reporter:
    """Read a reporter's identity from standard input, as one JSON object.

    Raises:
        DataError: when it is none, or holds what cannot be kept.
    """
    text = _text(sys.stdin.buffer.read(_MOST_BYTES + 1))
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列"
        raise _unusable(_INPUT, f"不是 JSON（{place}起读不下去）。") from None
    except (ValueError, RecursionError):
        raise _unusable(_INPUT, "不是可用的 JSON。") from None
    if not isinstance(pairs, _Pairs) or len(dict(pairs)) != len(pairs):
        raise _unusable(_INPUT, "须是一个 JSON 对象，每个键只写一次。")
    said = dict(pairs)
    strange = said.keys() - IDENTITY.keys()
    if strange:
        names = "、".join(IDENTITY)
        raise _unusable(_INPUT, f"有 {len(strange)} 个不认识的键，只能有 {names}。")
    return _reporter(said, received_on=received_on, route=route, where=_INPUT)


def secret_for(key_file: str | None, kind: KeyKind | None, *, may_ask: bool) -> Secret:
    """Return what opens a vault, or locks a new one.

    Args:
        key_file: the key file's name, where one is given.
        kind: what the vault is locked with; ``None`` for a new one.
        may_ask: whether standard input is free to ask for a passphrase.

    Raises:
        UsageError: when the vault wants another kind of secret, or nobody can be asked.
    """
    from zhiben.store.vault_keys import KeyKind, file_secret, passphrase_secret

    if kind is KeyKind.PASSPHRASE and key_file is not None:
        raise UsageError(f"举报人库用口令加锁，请去掉 --key-file，也不要设 {KEY_VARIABLE}。")
    if kind is KeyKind.FILE and key_file is None:
        raise UsageError(
            f"举报人库用密钥文件加锁，请用 --key-file 文件 指明，或设环境变量 {KEY_VARIABLE}。"
        )
    if key_file is not None:
        return file_secret(Path(key_file))
    if not may_ask:
        raise UsageError("用 --stdin 时不能再询问口令，请用密钥文件（--key-file）。")
    _require_terminal("没有终端可以询问口令；请用密钥文件（--key-file）。")
    return new_passphrase() if kind is None else passphrase_secret(_hidden("举报人库的口令"))


def new_passphrase() -> Secret:
    """Ask for a new passphrase, twice.

    Raises:
        UsageError: when it is too simple, or not the same both times.
    """
    from zhiben.store.vault_keys import check_passphrase, passphrase_secret

    _require_terminal("没有终端可以询问口令；请用密钥文件。")
    first = _hidden("给举报人库定一个口令")
    check_passphrase(first)
    if first != _hidden("再输一遍"):
        raise UsageError("两次输入的口令不一样，没有改动。")
    return passphrase_secret(first)


class _Pairs(list[tuple[str, Any]]):
    """The pairs of a JSON object, one by one."""


def _reporter(said: Mapping[str, Any], *, where: str, received_on: date, route: Route) -> Reporter:
    """Return a reporter of what was said.

    Raises:
        DataError: with the first item that cannot be kept.
    """
    for name, value in said.items():
        _check_item(value, IDENTITY[name], where)
    kept = {name: value.strip() for name, value in said.items()}
    if not any(kept.values()):
        raise _unusable(where, "什么也没有填，没有登记；匿名举报没有留下信息的，不用登记。")
    return Reporter(received_on=received_on, route=route, **kept)


def _check_item(value: object, label: str, where: str) -> None:
    """Refuse what is no text, or none that can be kept.

    Raises:
        DataError: with the item's name.
    """
    if not isinstance(value, str):
        raise _unusable(where, f"“{label}”须是文字。")
    if len(value) > _LONGEST:
        raise _unusable(where, f"“{label}”超过 {_LONGEST:,} 字，请作为佐证材料另存。")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _unusable(where, f"“{label}”里有不完整的字符，请重新输入。")
    if has_mark(value.splitlines()):
        raise _unusable(where, f"“{label}”里有密级标志，{REFUSAL}")


def _text(content: bytes) -> str:
    """Return what was piped in, in either encoding that Chinese systems use.

    Raises:
        DataError: when it is too much, or no text.
    """
    if len(content) > _MOST_BYTES:
        raise _unusable(_INPUT, f"超过 {_MOST_BYTES // 1024**2} MB。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unusable(_INPUT, "不是 UTF-8，也不是 GB18030 编码。") from None


def _unusable(where: str, message: str) -> DataError:
    """Return the error for what was said, without any of it."""
    return DataError([Problem(where, message)])


def _require_terminal(message: str) -> None:
    """Refuse to ask when nobody can answer.

    Raises:
        UsageError: with what to do instead.
    """
    if not sys.stdin.isatty():
        raise UsageError(message)


def _hidden(label: str) -> str:
    """Ask for something that does not appear on the terminal."""
    text: str = click.prompt(label, hide_input=True, prompt_suffix="：", err=True)
    return text
