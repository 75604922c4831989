"""``zhiben hazard judge`` and ``rejudge``: by the criteria of a sector, or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import (
    circumstances_of,
    circumstances_options,
    number_argument,
    requirement_option,
)
from zhiben.cli.hazard.words import LEVELS, SUMMARIES, result_text
from zhiben.cli.options import format_option
from zhiben.cli.output import note
from zhiben.errors import UsageError
from zhiben.ledger.hazards.moves import MOVES
from zhiben.model.hazards import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.cli.hazard.acting import Taken
    from zhiben.cli.main import Options
    from zhiben.model.hazards import HazardLife, Step
    from zhiben.rules import Rulebook, Verdict

_MOVE: Final = MOVES[Act.JUDGE]
_SHOWN_FACTS: Final = 5


class Hearing(NamedTuple):
    """A verdict with the facts it was given, and the sector whose criteria it is by."""

    sector: str
    verdict: Verdict
    facts: Mapping[str, Any]


def facts_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--facts`` and ``--fact``."""
    one = click.option(
        "--fact", "pairs", multiple=True, metavar="名称=值", help="一个事实，可以写多次。"
    )
    many = click.option(
        "--facts", "file", metavar="文件", help="事实文件，只有一例：json、toml、csv、xlsx。"
    )
    return many(one(function))


def _own_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which people judge: the requirements of the act but its result."""
    for requirement in reversed(_MOVE.requires[1:]):
        function = requirement_option(requirement, basis=_MOVE.basis)(function)
    return function


@command(
    "judge",
    summary=SUMMARIES[Act.JUDGE],
    details=(
        "写 --sector 和事实，就按发现日期当时施行的标准判定，结论、版本、条款和事实一并记入；"
        "结论是重大的才记作重大。结论不是重大而要记作重大的，须人工认定：加 --by-hand，写明"
        " --standard、--clauses 和 --reason。记作一般或不属实的，用 --general、--unfounded，"
        "写明理由。"
        "事实怎么填，见 zhiben judge 和 zhiben criteria show。"
    ),
    example=(
        "zhiben hazard judge YH-2026-00001 --sector IND --facts 案例.json --unit 县应急局\n"
        "zhiben hazard judge YH-2026-00002 --general --reason 示例：已当场改正\n"
        "zhiben hazard judge YH-2026-00003 --by-hand --standard 示例标准 --clauses 第三条 "
        "--reason 示例：专家会商"
    ),
)
@number_argument
@click.option("--sector", "code", metavar="代码", help="行业插件的代码，按它的条款判定。")
@facts_options
@click.option("--general", "choice", flag_value="general", help="记作一般隐患（须写理由）。")
@click.option("--unfounded", "choice", flag_value="unfounded", help="记作不属实（须写理由）。")
@click.option("--by-hand", "by_hand", is_flag=True, help="人工认定，不依判定结论（须写理由）。")
@_own_options
@circumstances_options
@click.pass_obj
def judge(options: Options, /, *, number: str, **said: Any) -> None:
    """Record what a hazard is, with what that rests on."""
    from zhiben.cli.hazard.acting import hazard_life, take_step, tell
    from zhiben.cli.hazard.step_lines import taken_lines
    from zhiben.cli.masking import say
    from zhiben.cli.session import open_session

    case = circumstances_of(said)
    with open_session(options) as session:
        life = hazard_life(session, number, case.on or session.today)
        heard = _heard(options, life, said)
        given = _judged(heard, said)
        with session.store.transaction():
            taken = take_step(session, life.number, Act.JUDGE, given=given, case=case)
    first, *rest = taken_lines(Act.JUDGE, given, taken.life)
    tell(taken, first)
    for line in rest:
        say(line)


@command(
    "rejudge",
    summary=SUMMARIES[Act.REJUDGE],
    details=(
        "用在案的事实，按 --edition 指定的版本再判一次，和在案的认定并排列出，什么也不改。"
        "--fact、--facts 可以补充、改动事实。加 --accept 和 --reason 才改判：等级变了的，"
        "退回“重大已判定”或“一般隐患”重新办理；等级不变的，只换依据。"
    ),
    example=(
        "zhiben hazard rejudge YH-2026-00001 --edition GAS-2025\n"
        "zhiben hazard rejudge YH-2026-00001 --edition GAS-2025 --accept --reason 示例"
    ),
)
@number_argument
@click.option(
    "--edition", required=True, metavar="代码", help="判定标准的代码，如 GAS-2025（必填）。"
)
@facts_options
@click.option("--accept", "is_accepted", is_flag=True, help="采纳，记入台账；须写理由。")
@click.option("--reason", default="", metavar="文字", help="采纳的理由。")
@circumstances_options
@format_option()
@click.pass_obj
def rejudge(
    options: Options,
    /,
    *,
    number: str,
    edition: str,
    is_accepted: bool,
    reason: str,
    form: str,
    **said: Any,
) -> None:
    """Show what another edition says of a hazard; put it on record when it is accepted."""
    from zhiben.cli.hazard.acting import hazard_life, take_step
    from zhiben.cli.masking import print_json
    from zhiben.cli.session import open_session, refuse

    case = circumstances_of(said)
    if reason.strip() and not is_accepted:
        raise refuse("--reason 是采纳的理由，请同时加 --accept。")
    taken = None
    with open_session(options) as session:
        life = hazard_life(session, number, case.on or session.today)
        heard = _heard_by(options, life, edition, said)
        if is_accepted:
            given = {**_accepted(heard), "reason": reason.strip(), "edition": edition}
            with session.store.transaction():
                taken = take_step(session, life.number, Act.REJUDGE, given=given, case=case)
    if form == "json":
        print_json(_whatif_shape(life, heard, taken))
    else:
        _show_whatif(life, heard, taken)


def _heard(options: Options, life: HazardLife, said: Mapping[str, Any]) -> Hearing | None:
    """Return the verdict by the edition in force when a hazard was found, if one is asked for.

    Raises:
        UsageError: when facts come without a sector, or the hazard without that day.
    """
    from zhiben.cli.judging import load_rulebook
    from zhiben.rules import Court

    if said["code"] is None:
        if said["pairs"] or said["file"]:
            raise UsageError("写了事实，请用 --sector 写明按哪个行业的条款判定。")
        return None
    on = _found_on(life)
    book = load_rulebook(options, said["code"])
    facts = _known(_facts(options, book, said, on=on))
    verdict = Court(book=book, on=on).judge(facts)
    return Hearing(sector=book.sector, verdict=verdict, facts=facts)


def _heard_by(options: Options, life: HazardLife, edition: str, said: Mapping[str, Any]) -> Hearing:
    """Return the verdict by another edition, on the facts on record and those told.

    Raises:
        UsageError: when there are no facts, or no such edition.
    """
    from zhiben.cli.catalogs import sector_of
    from zhiben.cli.hazard.whatif import other_edition, recalled_facts
    from zhiben.cli.judging import load_rulebook

    on = _found_on(life)
    book = load_rulebook(options, sector_of(edition))
    court = other_edition(book, edition, on=on)
    step = _judgement(life)
    recorded, strange = recalled_facts(book, step.given.get("facts", {}) if step else {})
    if strange:
        note(f"在案的事实{'、'.join(strange)}现在的条款不问，没有使用。")
    facts = _known(recorded | _facts(options, book, said, on=on))
    if not facts:
        raise UsageError(f"{life.number} 没有在案的判定事实，请用 --fact 或 --facts 写明。")
    return Hearing(sector=book.sector, verdict=court.judge(facts), facts=facts)


def _facts(
    options: Options, book: Rulebook, said: Mapping[str, Any], *, on: date
) -> dict[str, Any]:
    """Return the facts a command tells, on its line and in a file of one case.

    Raises:
        UsageError: when the file has more cases, or another day than the hazard.
        DataError: when facts are unknown or values cannot be read.
    """
    from zhiben.cli.cmd_judge import given_facts
    from zhiben.cli.judge_cases import read_batch
    from zhiben.rules import FOUND_ON

    facts, file = given_facts(book, said["pairs"]), said["file"]
    days = {facts.pop(FOUND_ON.name, None) or on}
    if file is not None:
        today = options.clock.today()
        batch = read_batch(Path(file), book, day=on, today=today, given=facts)
        count = len(batch.ready) + len(batch.rejected)
        if count != 1:
            raise UsageError(f"{Path(file).name} 里有 {count} 例，一条隐患只能用一例。")
        facts, day = batch.single()
        days.add(facts.pop(FOUND_ON.name, None) or day)
    if days != {on}:
        told = "、".join(str(day) for day in sorted(days - {on}))
        raise UsageError(f"事实里的发现日期是 {told}，隐患的发现日期是 {on}，请改成一致。")
    return facts


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts without those that are said not to be known."""
    return {name: value for name, value in facts.items() if value is not None}


def _found_on(life: HazardLife) -> date:
    """Return the day a hazard was found, which chooses the edition.

    Raises:
        UsageError: when it is not known.
    """
    found = life.details.found_on
    if found is None:
        raise UsageError(
            f"{life.number} 没有发现日期，选不出标准的版本；"
            "请先用 zhiben hazard amend --found-on 补上。"
        )
    return found


def _judged(heard: Hearing | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a judgement carries.

    Raises:
        UsageError: when the result does not follow from the verdict, and no person decides.
    """
    told, found = _typed(said), _carried(heard) if heard else {}
    _require_following(heard, said, codes=found.get("codes", ()))
    hand = {"by_hand": True} if said["by_hand"] else {}
    return {"result": said["choice"] or "major", **found, **told, **hand}


def _typed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the grounds a person typed, without what was left empty."""
    typed = {
        "reason": (said["reason"] or "").strip(),
        "standard": (said["standard"] or "").strip(),
        "clauses": [text.strip() for text in said["clauses"] if text.strip()],
    }
    return {key: value for key, value in typed.items() if value}


def _require_following(
    heard: Hearing | None, said: Mapping[str, Any], *, codes: Sequence[str]
) -> None:
    """Refuse a result that does not follow from the verdict, unless a person decides by hand.

    Raises:
        UsageError: saying what there is to do.
    """
    if said["by_hand"]:
        return
    is_major = heard is not None and heard.verdict.outcome.value == "major"
    if said["choice"] is None and not is_major:
        raise UsageError(_undecided(heard))
    if said["choice"] and is_major:
        raise UsageError(
            f"判定结论是重大（{'、'.join(codes)}），不能记作别的；事实有误的请改正重判，"
            "须人工认定的加 --by-hand 并写明 --reason。"
        )


def _undecided(heard: Hearing | None) -> str:
    """Say what is to be done where nothing makes a hazard major."""
    ways = (
        "  记作一般或不属实：--general 或 --unfounded，写明 --reason",
        "  人工认定为重大：--by-hand，写明 --standard、--clauses 和 --reason",
    )
    if heard is None:
        first = "没有写怎样认定。可以：\n  按条款判定：--sector 和 --fact 或 --facts"
        return "\n".join((first, *ways))
    from zhiben.cli.judge_page import outcome_line

    missing = heard.verdict.missing[:_SHOWN_FACTS]
    more = [f"  补充事实再判，还要查明：{'、'.join(missing)}"] if missing else []
    first = f"判定结论是{outcome_line(heard.verdict)}，不能记作重大。可以："
    return "\n".join((first, *more, *ways))


def _accepted(heard: Hearing) -> dict[str, Any]:
    """Return what accepting a verdict carries.

    Raises:
        UsageError: when it settles nothing.
    """
    from zhiben.cli.judge_page import outcome_line

    results = {"major": "major", "not_met": "general"}
    outcome = heard.verdict.outcome.value
    if outcome not in results:
        missing = "、".join(heard.verdict.missing[:_SHOWN_FACTS]) or "见 zhiben judge --explain"
        raise UsageError(
            f"结论是{outcome_line(heard.verdict)}，没有定论，不能采纳；还要查明：{missing}。"
        )
    return {"result": results[outcome], **_carried(heard)}


def _carried(heard: Hearing) -> dict[str, Any]:
    """Return a verdict and its grounds as a judgement carries them."""
    from zhiben.cli.hazard.whatif import facts_shape, grounds_of
    from zhiben.cli.judging import verdict_shape

    grounds = grounds_of(heard.verdict) if heard.verdict.outcome.value == "major" else {}
    return {
        "sector": heard.sector,
        "verdict": verdict_shape(heard.verdict),
        "facts": facts_shape(heard.facts),
        **grounds,
    }


def _judgement(life: HazardLife) -> Step | None:
    """Return the judgement on record, the latest there is."""
    return life.last(Act.JUDGE, Act.REJUDGE)


def _whatif_shape(life: HazardLife, heard: Hearing, taken: Taken | None) -> dict[str, Any]:
    """Return both judgements as JSON, and the entry when the new one is accepted."""
    step = _judgement(life)
    record = {"reference": step.reference, **_side_shape(step.given)} if step else None
    return {
        "number": life.number,
        "found_on": _found_on(life).isoformat(),
        "level": life.details.level.value if life.details.level else None,
        "on_record": record,
        "what_if": _side_shape(_carried(heard)),
        "recorded": taken.reference if taken else None,
    }


def _side_shape(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return one judgement as JSON."""
    verdict = given.get("verdict") or {}
    return {
        "result": given.get("result"),
        "by_hand": bool(given.get("by_hand")),
        "verdict": verdict.get("verdict"),
        "standard": given.get("standard"),
        "clauses": list(given.get("clauses", ())),
        "editions": [
            {key: one[key] for key in ("id", "title", "document_number", "edition_reason")}
            for one in verdict.get("standards", ())
        ],
        "facts": dict(given.get("facts", {})),
        "facts_missing": list(verdict.get("facts_missing", ())),
    }


def _show_whatif(life: HazardLife, heard: Hearing, taken: Taken | None) -> None:
    """Print both judgements side by side."""
    from zhiben.cli.hazard.acting import tell
    from zhiben.cli.hazard.step_lines import taken_lines
    from zhiben.cli.masking import print_table

    step = _judgement(life)
    sides = (_side_shape(step.given if step else {}), _side_shape(_carried(heard)))
    before, after = (dict(_side_rows(side)) for side in sides)
    if step is None:
        before["认定"] = LEVELS[life.details.level] + "（表中所报）" if life.details.level else ""
        before["条款"] = life.details.basis or ""
    rows = [(name, before[name], after[name]) for name in after]
    print_table(("项目", f"在案（{step.reference if step else '无判定'}）", "按指定的版本"), rows)
    if taken is None:
        click.echo("\n这是试判，什么也没有改；采纳请加 --accept 和 --reason。")
    else:
        first, *_ = taken_lines(Act.REJUDGE, {"result": _accepted(heard)["result"]}, taken.life)
        tell(taken, first)


def _side_rows(side: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield one judgement in words."""
    from zhiben.cli.judge_page import OUTCOMES
    from zhiben.cli.judging import facts_text
    from zhiben.rules import Outcome

    hand = "（人工认定）" if side["by_hand"] else ""
    yield "认定", (result_text(side["result"]) if side["result"] else "") + hand
    yield "判定结论", OUTCOMES[Outcome(side["verdict"])] if side["verdict"] else ""
    editions = (f"{one['id']}：{one['edition_reason']}" for one in side["editions"])
    yield "版本", "\n".join(editions)
    yield "条款", "\n".join(filter(None, (side["standard"], "、".join(side["clauses"]))))
    yield "事实", facts_text(side["facts"].items())
    yield "还要查明", "、".join(side["facts_missing"][:_SHOWN_FACTS])
