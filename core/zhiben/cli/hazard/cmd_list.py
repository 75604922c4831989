"""``zhiben hazard list``: the hazards of a day, as far as they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import (
    OneOf,
)
from zhiben.cli.hazard.profiles import FORMATS, profile_option
from zhiben.cli.hazard.words import CHANNELS, GONE, LEVELS
from zhiben.cli.options import as_of_option, format_option, unmask_option
from zhiben.ledger.hazards.moves import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.ledger.units.registry import Registry
    from zhiben.store.hazard_reading import HazardFilter


@command(
    "list",
    summary="列出隐患。",
    details=(
        "已合并、已撤销的不列，除非用 --status 点名或加 --all。csv 和 JSON 按 --profile "
        "带字段，见“个人信息和密级”；csv 写进文件用 >。"
    ),
    example=(
        "zhiben hazard list --level major --overdue\n"
        "zhiben hazard list --profile public --format csv\n"
        "zhiben hazard list --region 城关镇 --status rectifying --as-of 2026-06-30 --json"
    ),
)
@click.option("--status", type=OneOf(STATES), metavar="状态", help="只看这种状态的，如 治理中。")
@click.option("--level", type=OneOf(LEVELS), help="只看这个等级的：major 重大，general 一般。")
@click.option("--region", metavar="乡镇", help="只看这个属地的。")
@click.option("--sector", metavar="行业", help="只看这个行业的。")
@click.option(
    "--channel", type=OneOf(CHANNELS), help="只看这个渠道的（几个渠道报来的，有一个就算）。"
)
@click.option("--enterprise", metavar="单位", help="只看名称含有这几个字、或信用代码是它的单位的。")
@click.option("--overdue", is_flag=True, help="只看过了时限还没有办完的。")
@click.option("--all", "is_all", is_flag=True, help="连同已合并、已撤销的。")
@profile_option
@as_of_option
@unmask_option
@format_option(FORMATS)
@click.pass_obj
def list_(
    options: Options, /, *, as_of: date | None, unmask: str | None, form: str, **wanted: Any
) -> None:
    """List hazards."""
    from zhiben.cli.hazard.acting import registry_on
    from zhiben.cli.hazard.profiles import list_profile, show_hazards
    from zhiben.cli.masking import HAZARDS, keeps_masked
    from zhiben.cli.session import open_session
    from zhiben.ledger.hazards.numbers import number_order

    profile = list_profile(wanted.pop("audience"), unmask=unmask, channel=wanted["channel"])
    is_all = wanted.pop("is_all") or wanted["status"] in GONE
    with open_session(options) as session:
        keeps_masked(session, HAZARDS, unmask=unmask)
        day = as_of or session.today
        registry = registry_on(session, max(day, session.today))
        hazards = session.store.hazards(day)
        lives = hazards.lives(_filter(registry, wanted))
        gone = 0 if is_all or form != "table" else hazards.gone(GONE)
    listed = (life for life in lives if is_all or life.state not in GONE)
    found = sorted(listed, key=lambda life: number_order(life.number))
    show_hazards(found, profile, day=day, gone=gone, form=form)


def _filter(registry: Registry, wanted: Mapping[str, Any]) -> HazardFilter:
    """Return which hazards a list asks for, places by any of their names."""
    from zhiben.cli.hazard.acting import canonical
    from zhiben.ledger.units.rules import label_key
    from zhiben.store.hazard_reading import HazardFilter

    region, sector, firm = wanted["region"], wanted["sector"], wanted["enterprise"]
    town = label_key(canonical(registry, region or ""))
    return HazardFilter(
        state=wanted["status"],
        level=wanted["level"],
        channel=wanted["channel"],
        region=None
        if region is None
        else lambda text: label_key(canonical(registry, text)) == town,
        sector=None if sector is None else lambda text: label_key(text) == label_key(sector),
        firm=None if firm is None else label_key(firm),
        is_overdue=wanted["overdue"],
    )
