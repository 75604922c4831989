"""``zhiben hazard listing``: an authority lists hazards in batches, and delists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import command, group
from zhiben.cli.hazard.options import OneOf, circumstances_of, circumstances_options
from zhiben.cli.hazard.overlay_page import LISTING_LEVELS
from zhiben.cli.options import as_of_option, format_option, unmask_option
from zhiben.cli.types import DAY
from zhiben.model.hazard_overlays import OverlayAct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.ledger.hazards.batches import Balance, Listed

_numbers: Final = click.argument("numbers", metavar="隐患编号", nargs=-1, required=True)


def publicity_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--public-on`` and ``--public-in``."""
    day = click.option("--public-on", type=DAY, metavar="日期", help="向社会公布的日期。")
    medium = click.option("--public-in", metavar="媒体", help="在哪里公布。")
    return day(medium(function))


@command(
    "add",
    summary="给一条或几条隐患挂牌督办。",
    details=(
        "写明机关、级别、批次、文号和督办时限。认定以后、销号以前的隐患可以挂牌；"
        "几个机关可以同时挂牌，同一机关摘牌以后才能再挂。督办时限早于整改时限的，以督办时限为准。"
        "业务日期是挂牌日期。有一条不能挂，就一条也不记。同样的内容再记一次，不会多出一条。"
    ),
    example=(
        "zhiben hazard listing add YH-2026-00001 YH-2026-00002 --authority 县安委会 --level county "
        "--batch 2026年第1批 --document 示例〔2026〕3号 --deadline 2026-09-30 "
        "--sponsor 示例丙 --public-on 2026-06-05 --public-in 县政府网站"
    ),
)
@_numbers
@click.option("--authority", metavar="机关", help="挂牌的机关。")
@click.option(
    "--level",
    type=OneOf(LISTING_LEVELS),
    help="级别：province 省、city 市、county 县、department 部门。",
)
@click.option("--batch", metavar="批次", help="哪一批，如 2026年第1批。")
@click.option("--deadline", type=DAY, metavar="日期", help="督办时限。")
@click.option("--sponsor", metavar="姓名", help="包案领导。")
@publicity_options
@circumstances_options
@click.pass_obj
def add(options: Options, /, *, numbers: Sequence[str], **said: Any) -> None:
    """List hazards."""
    _take_all(options, OverlayAct.LIST, numbers=numbers, said=said)


@command(
    "remove",
    summary="摘牌：销号以后，由挂牌机关摘牌。",
    details=(
        "已销号、已关闭取缔的，和改判为一般、撤销了的隐患可以摘牌；最后一个机关摘牌以前，都算挂牌。"
        "只有一个机关挂牌的，可以不写 --authority。有一条不能摘，就一条也不记。"
    ),
    example=(
        "zhiben hazard listing remove YH-2026-00001 --document 示例〔2026〕9号 "
        "--public-on 2026-10-09 --public-in 县政府网站"
    ),
)
@_numbers
@click.option("--authority", metavar="机关", help="哪个机关的牌；只有一个机关挂牌的可以不写。")
@publicity_options
@circumstances_options
@click.pass_obj
def remove(options: Options, /, *, numbers: Sequence[str], **said: Any) -> None:
    """Delist hazards."""
    _take_all(options, OverlayAct.DELIST, numbers=numbers, said=said)


@command(
    "list",
    summary="列出挂牌督办的隐患。",
    details="已经摘牌的不列，除非加 --all。",
    example=(
        "zhiben hazard listing list\nzhiben hazard listing list --as-of 2026-06-30 --all --json"
    ),
)
@click.option("--all", "is_all", is_flag=True, help="连同已经摘牌的。")
@as_of_option
@unmask_option
@format_option()
@click.pass_obj
def list_(
    options: Options, *, is_all: bool, as_of: date | None, unmask: str | None, form: str
) -> None:
    """List what is listed on a day."""
    from zhiben.cli.hazard.overlay_page import LISTED_HEADERS, listed_rows, listed_shape
    from zhiben.cli.masking import print_json, print_table

    day, listed, is_masked = _listed_on(options, as_of, unmask=unmask)
    found = [one for one in listed if is_all or one.delisting is None]
    if form == "json":
        shape = {"as_of": day.isoformat(), "listings": list(map(listed_shape, found))}
        print_json(shape, is_masked=is_masked)
        return
    print_table(LISTED_HEADERS, listed_rows(found), is_masked=is_masked)
    hazards = len({one.life.number for one in found})
    click.echo(f"\n共 {len(found)} 块牌，{hazards} 项隐患。")


@command(
    "batch",
    summary="一批挂牌的收支：期初 ＋ 新增 − 摘牌 ＝ 期末。",
    details=(
        "期初是同一机关以前各批结转来的（延期的、验收不通过的继续挂牌），期末结转到下一批。"
        "一批从它的第一块牌挂出算起，到下一批开始的前一天；下一批开始当天的摘牌算在下一批。"
    ),
    example=(
        "zhiben hazard listing batch 2026年第1批\n"
        "zhiben hazard listing batch 2026年第1批 --authority 县安委会 --as-of 2026-06-30 --json"
    ),
)
@click.argument("batch", metavar="批次")
@click.option("--authority", metavar="机关", help="只看这个机关的；几个机关的批次同名时用。")
@as_of_option
@unmask_option
@format_option()
@click.pass_obj
def batch(
    options: Options,
    *,
    batch: str,
    authority: str | None,
    as_of: date | None,
    unmask: str | None,
    form: str,
) -> None:
    """Show the balance of a batch."""
    from zhiben.cli.hazard.overlay_page import (
        BALANCE_HEADERS,
        balance_lines,
        balance_rows,
        balance_shape,
    )
    from zhiben.cli.masking import print_json, print_table, say

    day, listed, is_masked = _listed_on(options, as_of, unmask=unmask)
    found = _balances(listed, batch, authority, day=day)
    if form == "json":
        shape = {"as_of": day.isoformat(), "balances": list(map(balance_shape, found))}
        print_json(shape, is_masked=is_masked)
        return
    for balance in found:
        for line in balance_lines(balance):
            say(line, is_masked=is_masked)
        print_table(BALANCE_HEADERS, balance_rows(balance), is_masked=is_masked)


listing = group(
    "listing",
    summary="挂牌督办：挂牌、摘牌、批次。",
    example=(
        "zhiben hazard listing list\n"
        "zhiben hazard listing batch 2026年第1批\n"
        "zhiben hazard listing remove YH-2026-00001 --document 示例〔2026〕9号"
    ),
    members=(add, remove, list_, batch),
)


def _take_all(
    options: Options, act: OverlayAct, *, numbers: Sequence[str], said: dict[str, Any]
) -> None:
    """Put an act on record for several hazards, for all or for none."""
    from zhiben.cli.hazard.acting import known_number, tell
    from zhiben.cli.hazard.overlay_page import taken_text
    from zhiben.cli.hazard.overlaying import authority_named, take_overlay
    from zhiben.cli.session import open_session

    case = circumstances_of(said)
    with open_session(options) as session, session.store.transaction():
        given = authority_named(session, said)
        found = dict.fromkeys(known_number(session, number) for number in numbers)
        taken = [take_overlay(session, number, act, given=given, case=case) for number in found]
    for one in taken:
        tell(one, taken_text(act, one.life))


def _listed_on(
    options: Options, as_of: date | None, *, unmask: str | None
) -> tuple[date, list[Listed], bool]:
    """Return the day, all that was ever listed until then, and whether to mask it."""
    from zhiben.cli.hazard.acting import entries_around
    from zhiben.cli.masking import HAZARDS, keeps_masked
    from zhiben.cli.session import open_session
    from zhiben.ledger.hazards.batches import listings_of
    from zhiben.ledger.hazards.lives import lives_of
    from zhiben.ledger.hazards.numbers import number_order
    from zhiben.model.entries import EntryKind

    with open_session(options) as session:
        day = as_of or session.today
        numbers = session.store.subjects(EntryKind.HAZARD_OVERLAY)
        lives = lives_of(entries_around(session, *sorted(numbers), as_of=day))
        listed = listings_of(lives[number] for number in sorted(lives, key=number_order))
        return day, listed, keeps_masked(session, HAZARDS, unmask=unmask)


def _balances(
    listed: Sequence[Listed], batch: str, authority: str | None, *, day: date
) -> list[Balance]:
    """Return the balances of the batches of a name.

    Raises:
        UsageError: when there is none; names those there are.
    """
    from zhiben.cli.session import refuse
    from zhiben.ledger.hazards.batches import balances_of
    from zhiben.ledger.units.rules import label_key

    every = list(balances_of(listed))
    found = [
        one
        for one in every
        if label_key(one.batch) == label_key(batch)
        and (authority is None or label_key(one.authority) == label_key(authority))
    ]
    if not found:
        known = "、".join(f"{one.authority} {one.batch}" for one in every)
        more = f"，有的是：{known}" if known else "，还没有挂牌"
        raise refuse(f"到 {day} 没有批次“{batch}”{more}。")
    return found
