"""``zhiben hazard duplicates``: hazards that may be one, which a person decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.options import format_option
from zhiben.cli.output import show_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.duplicates.finding import Duplicate
    from zhiben.model.entries import Entry
    from zhiben.model.hazards import HazardDetails, HazardLife


@command(
    "duplicates",
    summary="可能重复的隐患：列出来，逐对认定是不是同一条。",
    details=(
        "按企业（信用代码在先）、地点、描述比对，写出相似度和理由。是同一条的用 --same，前一条"
        "并入后一条，来源和最早的发现日期都留着；不是的用 --different，以后不再问。"
        "都须写 --reason，认定错了用 zhiben undo 撤销。"
    ),
    example=(
        "zhiben hazard duplicates\n"
        "zhiben hazard duplicates --same YH-2026-00002 YH-2026-00001 --reason 现场核对是同一处\n"
        "zhiben hazard duplicates --different YH-2026-00003 YH-2026-00001 --reason 两个车间"
    ),
)
@click.option("--same", nargs=2, metavar="编号 编号", help="是同一条：前一条并入后一条。")
@click.option("--different", nargs=2, metavar="编号 编号", help="不是同一条，以后不再问。")
@click.option("--reason", metavar="文字", default="", help="认定的理由，记入台账。")
@format_option()
@click.pass_obj
def duplicates(
    options: Options,
    *,
    same: tuple[str, str] | None,
    different: tuple[str, str] | None,
    reason: str,
    form: str,
) -> None:
    """List hazards that may be one, or record what a person found of two."""
    from zhiben.cli.masking import print_json
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        if same or different:
            _decide(session, same=same, different=different, reason=reason.strip())
            return
        pairs, lives = _waiting(session)
    if form == "json":
        print_json({"duplicates": [_shape(pair, lives) for pair in pairs]})
        return
    _show(pairs, lives)


def _decide(
    session: Session,
    *,
    same: tuple[str, str] | None,
    different: tuple[str, str] | None,
    reason: str,
) -> None:
    """Record what a person found of two hazards.

    Raises:
        UsageError: when it is not clear what, or why, or it cannot be.
    """
    from zhiben.cli.session import refuse

    if same and different:
        raise refuse("--same 和 --different 只能写一个。")
    if not reason:
        raise refuse("认定要写理由，请加 --reason 文字。")
    if same:
        _merge(session, *same, reason=reason)
    if different:
        _keep_apart(session, *different, reason=reason)


def _merge(session: Session, number: str, into: str, *, reason: str) -> None:
    """Merge the first hazard into the second one."""
    from zhiben.cli.hazard.acting import hazard_target, known_number, take_step, tell
    from zhiben.cli.hazard.options import Circumstances
    from zhiben.model.hazards import Act

    case = Circumstances(on=None, unit=None, people=(), document="", files=())
    with session.store.transaction():
        found = known_number(session, number)
        target = hazard_target(session, into, of=found)
        given = {"into": target, "reason": reason}
        taken = take_step(session, found, Act.MERGE, given=given, case=case)
    tell(taken, f"{found} 并入 {target}，理由：{reason}")


def _keep_apart(session: Session, one: str, other: str, *, reason: str) -> None:
    """Record that two hazards are two."""
    from zhiben.cli.hazard.acting import known_number
    from zhiben.cli.masking import say
    from zhiben.cli.session import reference_of, refuse
    from zhiben.ledger.hazard_import.bodies import apart_draft, apart_of

    with session.store.transaction():
        first, second = known_number(session, one), known_number(session, other)
        if first == second:
            raise refuse(f"{first} 和它自己没有可比的，请写两个编号。")
        if frozenset((first, second)) in apart_of(_told_apart(session)):
            click.echo(f"台账里已有：{first} 和 {second} 不是同一条，没有再记。")
            return
        actor = session.options.actor
        draft = apart_draft(first, second, reason=reason, on=session.today, actor=actor)
        (line,) = session.record([draft])
    told = f"{first} 和 {second} 不是同一条，以后不再问。理由：{reason}"
    say(f"已记入台账 {reference_of(line)}：{told}")


def _waiting(session: Session) -> tuple[list[Duplicate], Mapping[str, HazardLife]]:
    """Return the pairs nobody has decided on yet, the likeliest first, and all hazards."""
    from zhiben.cli.hazard.acting import hazard_lives
    from zhiben.cli.hazard.importing import names_here
    from zhiben.ledger.duplicates.finding import find_duplicates_among
    from zhiben.ledger.hazard_import.bodies import apart_of
    from zhiben.ledger.hazard_import.planning import GONE

    lives = hazard_lives(session, session.today)
    details = {number: life.details for number, life in lives.items() if life.state not in GONE}
    apart = apart_of(_told_apart(session))
    found = find_duplicates_among(details, names=names_here(session))
    waiting = [pair for pair in found if frozenset((pair.new, pair.recorded)) not in apart]
    return sorted(waiting, key=lambda pair: -pair.score), lives


def _told_apart(session: Session) -> Sequence[Entry]:
    """Return the entries in force by which people told hazards apart."""
    from zhiben.model.entries import EntryKind

    return session.store.live((EntryKind.HAZARD_APART,), date.max)


def _shape(pair: Duplicate, lives: Mapping[str, HazardLife]) -> dict[str, Any]:
    """Return a pair as JSON."""
    return {
        "hazards": [
            {
                "number": number,
                "enterprise": lives[number].details.enterprise,
                "location": lives[number].details.location,
                "description": lives[number].details.description,
            }
            for number in (pair.new, pair.recorded)
        ],
        "score": round(pair.score, 4),
        "why": pair.why,
        "outcome": pair.outcome.value,
    }


def _show(pairs: Sequence[Duplicate], lives: Mapping[str, HazardLife]) -> None:
    """Print the pairs, with what tells the two hazards of each apart."""
    from zhiben.cli.masking import masked_rows

    rows = []
    for pair in pairs:
        one, other = lives[pair.new].details, lives[pair.recorded].details
        texts = zip(_texts(one), _texts(other), strict=True)
        compared = (f"{mine}\n{yours}" for mine, yours in texts)
        numbers = f"{pair.new}\n{pair.recorded}"
        rows.append((f"{int(pair.score * 100)}%", numbers, *compared, pair.why))
    show_table(("相似度", "编号", "单位", "地点", "描述", "理由"), masked_rows(rows))
    count = f"\n共 {len(pairs)} 对等待认定。"
    ways = "是同一条用 --same，不是的用 --different，都写 --reason。"
    click.echo(count + (ways if pairs else ""))


def _texts(details: HazardDetails) -> tuple[str, ...]:
    """Return what people compare."""
    return tuple(
        getattr(details, name) or "—" for name in ("enterprise", "location", "description")
    )
