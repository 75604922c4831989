"""The acts of a hazard's life as commands, each made from its move and what that requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import Command, command
from zhiben.cli.hazard.options import (
    circumstances_of,
    circumstances_options,
    given_of,
    number_argument,
    requirement_option,
)
from zhiben.cli.hazard.words import ACTORS, SUMMARIES, label_of
from zhiben.cli.output import note
from zhiben.ledger.hazards.moves import MOVES, STATES
from zhiben.model.hazards import Act

if TYPE_CHECKING:
    from zhiben.cli.main import Options
    from zhiben.ledger.hazards.moves import Move

_CIRCUMSTANCES: Final = ("document", "evidence")
"""Requirements that are among the circumstances of every act."""
_EXAMPLES: Final = {
    Act.VERIFY: "--unit 县应急局 --reviewer 示例乙",
    Act.HAND_OVER: "--unit 县应急局 --to 县住建局 --document 示例移〔2026〕1号 "
    "--reason 示例：属住建部门职责",
    Act.REGISTER: "--unit 县应急局 --national-number 示例编号",
    Act.NOTIFY: "--principal 示例丙 --controller 示例丁 --delivery 示例回执 --evidence 回执.pdf",
    Act.PLAN: "--owner 示例丙 --measures 拆除隔断 --funds 3.5万元 --deadline 2026-06-30 "
    "--contingency 治理期间停用",
    Act.RECTIFY: "--monitoring 每班巡查",
    Act.APPLY: "--report 已拆除 --done-on 2026-06-20 --evidence 整改后.jpg",
    Act.ACCEPT: "--unit 县住建局 --result pass --reviewers 示例戊、示例己 --opinion 同意",
    Act.CLOSE: "--unit 县安委办 --approval 示例1号 --closer 示例庚",
    Act.CHECK_BACK: "--unit 县安委办 --result kept --opinion 没有反弹",
    Act.REOPEN: "--unit 县安委办 --reason 示例：隔断又砌上了",
    Act.SHUT: "--unit 县安委办 --decision 示例〔2026〕2号",
    Act.MERGE: "--into YH-2026-00002 --reason 同一处隔断",
    Act.VOID: "--reason 示例：录错了单位 --approvers 示例乙、示例庚",
}


def act_command(act: Act) -> Command:
    """Return the command by which an act is put on record."""
    move = MOVES[act]

    def run(options: Options, /, *, number: str, **said: Any) -> None:
        _take(options, act, number=number, said=said)

    function = circumstances_options(click.pass_obj(run))
    for requirement in reversed(move.requires):
        if requirement.key not in _CIRCUMSTANCES:
            function = requirement_option(requirement, basis=move.basis)(function)
    return command(
        act.value,
        summary=SUMMARIES[act],
        details=_details(move),
        example=f"zhiben hazard {act} YH-2026-00001 {_EXAMPLES[act]}",
    )(number_argument(function))


def _details(move: Move) -> str:
    """Say who does an act, when, and what it must carry."""
    states = "、".join(f"“{STATES[state]}”" for state in move.legal_in)
    asked = "、".join(map(label_of, move.requires))
    return (
        f"由{ACTORS[move.actor]}办理；只在{states}时可以。须有：{asked}。依据：{move.basis}。"
        "缺什么、现在能办什么，会逐条说明。同样的内容再记一次，不会多出一条；记错了用 zhiben undo。"
    )


def _take(options: Options, act: Act, *, number: str, said: dict[str, Any]) -> None:
    """Put an act on record, and say where the hazard stands now."""
    from zhiben.cli.hazard.acting import (
        canonical,
        hazard_target,
        known_number,
        registry_on,
        take_step,
        tell,
    )
    from zhiben.cli.hazard.step_lines import taken_lines
    from zhiben.cli.masking import say
    from zhiben.cli.session import open_session

    case = circumstances_of(said)
    given = given_of(MOVES[act].requires, said)
    with open_session(options) as session, session.store.transaction():
        found = known_number(session, number)
        if act is Act.MERGE and given["into"]:
            given["into"] = hazard_target(session, given["into"], of=found)
        if act is Act.HAND_OVER and given["to"]:
            given["to"] = canonical(registry_on(session, session.today), given["to"])
        taken = take_step(session, found, act, given=given, case=case)
    first, *rest = taken_lines(act, given, taken.life)
    tell(taken, first)
    for line in rest:
        say(line)
    if act is Act.APPLY and taken.is_new and not case.files:
        note("没有附整改前后的照片；验收要对照，请用 --evidence 附上。")


verify = act_command(Act.VERIFY)
hand_over = act_command(Act.HAND_OVER)
register = act_command(Act.REGISTER)
notify = act_command(Act.NOTIFY)
plan = act_command(Act.PLAN)
rectify = act_command(Act.RECTIFY)
apply = act_command(Act.APPLY)
accept = act_command(Act.ACCEPT)
close = act_command(Act.CLOSE)
check_back = act_command(Act.CHECK_BACK)
reopen = act_command(Act.REOPEN)
shut = act_command(Act.SHUT)
merge = act_command(Act.MERGE)
void = act_command(Act.VOID)
