"""``zhiben reporter``: who reported what, encrypted beside the ledger; the ledger has a token."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.accesses import TOKEN, record_access
from zhiben.cli.commands import command, group
from zhiben.cli.options import format_option, on_option, reason_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.reporter_input import IDENTITY, KEY_VARIABLE, PrivateCommand
from zhiben.cli.types import Choice
from zhiben.errors import UsageError
from zhiben.model.privacy import Deed, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.store.vault import Vault
    from zhiben.store.vault_keys import Secret

ROUTES: Final = {
    Route.HOTLINE_12350: "12350热线",
    Route.HOTLINE_12345: "12345热线",
    Route.PHONE: "电话",
    Route.LETTER: "来信",
    Route.VISIT: "来访",
    Route.ONLINE: "网络",
    Route.REFERRAL: "上级或其他部门转来",
    Route.OTHER: "其他",
}
_ROUTE_HELP: Final = "；".join(f"{route.value} {word}" for route, word in ROUTES.items())


class _RouteWord(Choice):
    """A route; whatever else is typed there is not repeated."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or say which there are."""
        if value not in self.words:
            self.fail(f"没有这种渠道，可选：{'、'.join(self.words)}。", param, ctx)
        return value


def _key_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--key-file``."""
    return click.option(
        "--key-file", envvar=KEY_VARIABLE, metavar="文件",
        help=f"举报人库的密钥文件；也可用环境变量 {KEY_VARIABLE}。用口令的不写，运行时询问。",
    )(function)  # fmt: skip


_token_argument = click.argument("token", type=TOKEN, metavar="令牌")


@command(
    "add",
    cls=PrivateCommand,
    summary="登记一个举报人，得到写进台账的令牌。",
    details=(
        "姓名、电话、身份证号、住址、原话运行后逐项询问，不写在命令行上，"
        "加密存进数据库旁边的 reporters.vault；台账里只写令牌。"
        "第一次登记时建立举报人库：给了 --key-file 就用密钥文件加锁，没给就请你定一个口令。"
    ),
    example=(
        "zhiben reporter add --route 12345\n"
        "zhiben reporter add --route letter --on 2024-06-03 --key-file 举报人.key"
    ),
)
@click.option(
    "--route", type=_RouteWord(tuple(Route)), required=True, metavar="渠道",
    help=f"从哪里来的：{_ROUTE_HELP}。",
)  # fmt: skip
@on_option
@click.option(
    "--stdin", is_flag=True,
    help=f"从标准输入读一个 JSON 对象，键是 {'、'.join(IDENTITY)}，都可以不写。",
)  # fmt: skip
@_key_option
@click.pass_obj
def add(
    options: Options, *, route: str, on: date | None, stdin: bool, key_file: str | None
) -> None:
    """Put away a reporter's identity and print the token."""
    from zhiben.cli.reporter_input import asked_reporter, piped_reporter, secret_for
    from zhiben.cli.session import open_session
    from zhiben.ledger.privacy.accesses import new_token
    from zhiben.store.vault import create_vault, open_vault, vault_kind

    with open_session(options) as session:
        day, path = _received(on, session), _vault_path(options)
        secret = secret_for(key_file, vault_kind(path), may_ask=not stdin)
        if vault_kind(path) is not None:
            open_vault(path, secret, entropy=os.urandom)  # before anything is asked
        ask = piped_reporter if stdin else asked_reporter
        reporter = ask(received_on=day, route=Route(route))
        with session.store.transaction():
            is_new = vault_kind(path) is None
            vault = (create_vault if is_new else open_vault)(path, secret, entropy=os.urandom)
            token = new_token(os.urandom)
            record_access(session, Deed.ADD, subject=token, reason="登记举报人")
            vault.add(token, reporter).save()
    click.echo(f"已存入举报人库，令牌 {token}；台账里只写这个令牌。")


@command(
    "show",
    cls=PrivateCommand,
    summary="查看一个举报人的信息（须有理由，记入台账）。",
    details="谁、什么时候、为什么看过，记在台账里，不记看到的内容；理由里也不能写举报人的信息。",
    example="zhiben reporter show R-ABCD-EFGH-JKMN-PQRS --reason 反馈办理结果",
)
@_token_argument
@reason_option
@_key_option
@click.pass_obj
def show(options: Options, *, token: str, reason: str, key_file: str | None) -> None:
    """Record why, then show a reporter's identity."""
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        vault = _opened(options, _secret(options, key_file))
        reporter = vault.read(token)
        record_access(session, Deed.SHOW, subject=token, reason=reason, reporters=[reporter])
    rows = [
        ("令牌", token),
        ("收到日期", reporter.received_on),
        ("渠道", ROUTES[reporter.route]),
        *((label, getattr(reporter, name)) for name, label in IDENTITY.items()),
    ]
    show_table(("项目", "内容"), rows)


@command(
    "list",
    cls=PrivateCommand,
    summary="列出举报人库里的令牌、日期和渠道，不列姓名等信息。",
    example="zhiben reporter list\nzhiben reporter list --json",
)
@_key_option
@format_option()
@click.pass_obj
def list_(options: Options, *, key_file: str | None, form: str) -> None:
    """List the tokens with the day and the way their reports came in."""
    from zhiben.cli.session import open_session
    from zhiben.store.vault import vault_kind

    with open_session(options) as session:
        is_there = vault_kind(_vault_path(options)) is not None
        vault = _opened(options, _secret(options, key_file)) if is_there else None
        kept = [(token, vault.read(token)) for token in vault.sealed] if vault else []
        for text in _gaps(session, frozenset(token for token, _ in kept)):
            note(text)
    kept.sort(key=lambda pair: (pair[1].received_on, pair[0]))
    if form == "json":
        shapes = [
            {"token": token, "received_on": one.received_on.isoformat(), "route": one.route.value}
            for token, one in kept
        ]
        show_json({"reporters": shapes})
        return
    rows = [(token, one.received_on, ROUTES[one.route]) for token, one in kept]
    show_table(("令牌", "收到日期", "渠道"), rows)


@command(
    "forget",
    cls=PrivateCommand,
    summary="从举报人库删去一个举报人（须有理由，记入台账）。",
    details=(
        "保存期限到了、举报人要求删除的，用这个；删去的找不回来，台账里的令牌留着。"
        "备份里的旧文件要另外销毁，或用 zhiben reporter rekey 换钥后销毁旧钥。"
    ),
    example="zhiben reporter forget R-ABCD-EFGH-JKMN-PQRS --reason 保存期限已满",
)
@_token_argument
@reason_option
@_key_option
@click.pass_obj
def forget(options: Options, *, token: str, reason: str, key_file: str | None) -> None:
    """Remove a reporter's identity for good."""
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        secret = _secret(options, key_file)
        with session.store.transaction():
            vault = _opened(options, secret)
            known = [vault.read(token)]
            record_access(session, Deed.FORGET, subject=token, reason=reason, reporters=known)
            vault.without(token).save()
    click.echo(f"已从举报人库删去 {token}。")


@command(
    "rekey",
    cls=PrivateCommand,
    summary="给举报人库换密钥或口令（须有理由，记入台账）。",
    details=(
        "全部内容用新钥重新加密；没给 --new-key-file 就请你定一个新口令。旧钥从此打不开新文件。"
    ),
    example=(
        "zhiben reporter rekey --key-file 举报人.key --new-key-file 举报人2.key --reason 每年更换"
    ),
)
@click.option("--new-key-file", metavar="文件", help="新的密钥文件，先用 zhiben reporter key 建。")
@reason_option
@_key_option
@click.pass_obj
def rekey(options: Options, *, new_key_file: str | None, reason: str, key_file: str | None) -> None:
    """Seal everything anew under another key."""
    from zhiben.cli.reporter_input import new_passphrase
    from zhiben.cli.session import open_session
    from zhiben.ledger.privacy.accesses import ALL_REPORTERS
    from zhiben.store.vault_keys import file_secret

    with open_session(options) as session:
        secret = _secret(options, key_file)
        _opened(options, secret)  # before a new passphrase is asked for
        fresh = file_secret(Path(new_key_file)) if new_key_file else new_passphrase()
        if fresh == secret:
            raise UsageError("新的和现在的是同一个，没有改动。")
        with session.store.transaction():
            vault = _opened(options, secret)
            known = map(vault.read, vault.sealed)
            record_access(
                session, Deed.REKEY, subject=ALL_REPORTERS, reason=reason, reporters=known
            )
            vault.rekeyed(fresh).save()
    click.echo(f"举报人库已换钥，{len(vault.sealed)} 个举报人重新加密；旧备份仍能用旧钥打开。")


@command(
    "key",
    cls=PrivateCommand,
    summary="新建一个密钥文件。",
    details="放在U盘等处，不要和数据库放在一起；丢了它，举报人库谁也打不开，请另存一份并分开保管。",
    example="zhiben reporter key 举报人.key",
)
@click.argument("file", metavar="文件")
@click.pass_obj
def key(options: Options, *, file: str) -> None:
    """Make a key file."""
    from zhiben.store.vault_keys import write_key_file

    path = Path(file)
    write_key_file(path, entropy=os.urandom)
    click.echo(f"已建立密钥文件 {path}，只有本人可读；请另存一份，和举报人库分开保管。")
    if path.resolve().parent == options.database.resolve().parent:
        note("它和数据库在同一个文件夹里，拿到文件夹的人就能打开举报人库，请移到别处。")


reporter = group(
    "reporter",
    summary="举报人信息：加密存放，台账里只有令牌。",
    example="zhiben reporter add --route 12350\nzhiben reporter list",
    members=(add, show, list_, forget, rekey, key),
)


def _vault_path(options: Options) -> Path:
    """Return where the vault lies: beside the database."""
    from zhiben.store.vault import NAME

    return options.database.parent / NAME


def _secret(options: Options, key_file: str | None) -> Secret:
    """Return what opens the vault that is there."""
    from zhiben.cli.reporter_input import secret_for
    from zhiben.store.vault import require_kind

    return secret_for(key_file, require_kind(_vault_path(options)), may_ask=True)


def _opened(options: Options, secret: Secret) -> Vault:
    """Open the vault."""
    from zhiben.store.vault import open_vault

    return open_vault(_vault_path(options), secret, entropy=os.urandom)


def _received(on: date | None, session: Session) -> date:
    """Return the day a report came in.

    Raises:
        UsageError: when it is yet to come.
    """
    day = on or session.today
    if day > session.today:
        raise UsageError(f"收到日期 {day} 晚于今天 {session.today}，请核对。")
    return day


def _gaps(session: Session, kept: frozenset[str]) -> Iterator[str]:
    """Yield in what the vault differs from what the journal says of it."""
    from zhiben.ledger.entries import entry_of
    from zhiben.ledger.privacy.accesses import tokens_on_record
    from zhiben.model.entries import EntryKind

    lines = session.store.lines(kind=EntryKind.REPORTER_ACCESS, origin=session.store.site.origin)
    added, forgotten = tokens_on_record(map(entry_of, lines))
    missing, back = sorted(added - kept), sorted(forgotten & kept)
    if missing:
        yield (
            f"台账里登记过、举报人库里却没有的令牌 {len(missing)} 个："
            f"{'、'.join(missing)}；库可能是旧的备份。"
        )
    if back:
        yield f"已经删去、又出现在库里的令牌 {len(back)} 个：{'、'.join(back)}；请再删一次。"
