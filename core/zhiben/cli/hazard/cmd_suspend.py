"""``zhiben hazard suspend`` and ``resume``: work stands still, and goes on after consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import circumstances_of, circumstances_options, number_argument
from zhiben.model.hazard_overlays import Extent, OverlayAct

if TYPE_CHECKING:
    from zhiben.cli.main import Options


@command(
    "suspend",
    summary="责令停产停业、停止使用。",
    details=(
        "隐患排除前、排除中不能保证安全的，全部或部分停下来（安全生产法第65条第1款第（三）项）。"
        "不写 --part 是全部。部分停了的可以再扩大到全部。同样的内容再记一次，不会多出一条。"
    ),
    example=(
        "zhiben hazard suspend YH-2026-00001 --document 示例〔2026〕4号\n"
        "zhiben hazard suspend YH-2026-00001 --part 一车间 --document 示例〔2026〕4号"
    ),
)
@number_argument
@click.option("--part", "scope", default="", metavar="文字", help="只停哪一部分；不写是全部。")
@circumstances_options
@click.pass_obj
def suspend(options: Options, /, *, number: str, scope: str, **said: Any) -> None:
    """Record that all or part of an enterprise has to stand still."""
    from zhiben.cli.hazard.overlaying import take_one

    case, part = circumstances_of(said), scope.strip()
    given = {"extent": (Extent.PART if part else Extent.WHOLE).value, "scope": part}
    take_one(options, number, OverlayAct.SUSPEND, given=given, case=case)


@command(
    "resume",
    summary="审查同意，恢复生产使用。",
    details=(
        "重大事故隐患排除后，经审查同意，方可恢复（安全生产法第65条第1款第（三）项）："
        "验收通过以后，或改判为一般、撤销以后才可以，须写同意的机关和文号，整改单位不能自己同意。"
    ),
    example="zhiben hazard resume YH-2026-00001 --authority 县应急局 --document 示例〔2026〕10号",
)
@number_argument
@click.option("--authority", metavar="机关", help="审查同意的机关；只有一个机关挂牌的可以不写。")
@circumstances_options
@click.pass_obj
def resume(options: Options, /, *, number: str, authority: str | None, **said: Any) -> None:
    """Record the consent after which work goes on."""
    from zhiben.cli.hazard.overlaying import take_one

    case = circumstances_of(said)
    take_one(options, number, OverlayAct.RESUME, given={"authority": authority}, case=case)
