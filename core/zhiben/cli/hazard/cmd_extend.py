"""``zhiben hazard extend``: more time is asked for, and granted or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import (
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.cli.types import DAY
from zhiben.model.hazard_overlays import OverlayAct

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options

_DECISIONS = {"grant": "准予", "refuse": "不予"}


@command(
    "extend",
    summary="申请延期，或决定延期申请。",
    details=(
        "不写 --decide 是申请：写延到哪天（--until）和理由（--reason）。"
        "写 --decide 是决定：写机关和文号，准予的写新时限（不写就照申请的）。"
        "挂牌督办的由挂牌机关决定，延期以后继续挂牌；整改单位不能自己批准。"
        "原定、现行和预计的时限都在 zhiben hazard show 里。同样的内容再记一次，不会多出一条。"
    ),
    example=(
        "zhiben hazard extend YH-2026-00001 --until 2026-12-31 --reason 示例：设备没有到货\n"
        "zhiben hazard extend YH-2026-00001 --decide grant --authority 县安委会 "
        "--document 示例〔2026〕7号\n"
        "zhiben hazard extend YH-2026-00001 --decide refuse --authority 县安委会 "
        "--document 示例〔2026〕8号"
    ),
)
@number_argument
@click.option("--until", type=DAY, metavar="日期", help="延到哪一天。")
@click.option("--reason", default="", metavar="文字", help="申请的理由。")
@click.option("--decide", "result", type=OneOf(_DECISIONS), help="决定：grant 准予，refuse 不予。")
@click.option("--authority", metavar="机关", help="决定的机关；只有一个机关挂牌的可以不写。")
@circumstances_options
@click.pass_obj
def extend(
    options: Options,
    /,
    *,
    number: str,
    until: date | None,
    reason: str,
    result: str | None,
    authority: str | None,
    **said: Any,
) -> None:
    """Record a request for more time, or the decision on it."""
    from zhiben.cli.hazard.overlaying import take_one
    from zhiben.cli.session import refuse

    case = circumstances_of(said)
    given: dict[str, Any] = {"until": until, "reason": reason.strip()}
    if result is None:
        if authority:
            raise refuse(
                "写了 --authority，没有写 --decide：决定延期请写 --decide grant 或 refuse。"
            )
        take_one(options, number, OverlayAct.ASK_EXTENSION, given=given, case=case)
        return
    if result == "refuse" and until:
        raise refuse("不予延期没有新时限，请去掉 --until。")
    decided = {**given, "result": result, "authority": authority}
    take_one(options, number, OverlayAct.DECIDE_EXTENSION, given=decided, case=case)
