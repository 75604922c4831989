"""The page of one hazard: what is known of it, its whole life, and what may be done next."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.hazard.overlay_page import (
    overlay_facts,
    overlay_lines,
    overlays_shape,
    show_overlays,
)
from zhiben.cli.hazard.words import (
    CHANNELS,
    DETAILS,
    LEVELS,
    SAYINGS,
    label_of,
    option_of,
    result_text,
)
from zhiben.cli.judging import facts_text
from zhiben.cli.masking import print_table, say
from zhiben.cli.session import reference_of
from zhiben.cli.shapes import day_text
from zhiben.cli.words import ENTRIES
from zhiben.ledger.hazards.acting import completed
from zhiben.ledger.hazards.duties import bars_of
from zhiben.ledger.hazards.lives import is_overdue
from zhiben.ledger.hazards.moves import (
    MOVES,
    STATES,
    Holds,
    is_given,
    legal_acts,
    missing_for,
    result_of,
)
from zhiben.ledger.hazards.overlays import OVERLAY_MOVES
from zhiben.ledger.plan_bodies import json_value
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Channel, Level, OverlayStep, Saying, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.ledger.entries import Line
    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.ledger.hazards.moves import Move, Requirement
    from zhiben.model.hazards import HazardLife, Party, Said, Step
    from zhiben.model.reports import Evidence

_LIST_KEYS: Final = (
    "number", "enterprise", "credit_code", "region", "sector", "location", "description", "level",
    "basis", "channels", "found_on", "measures", "owner", "unit_responsible", "lead", "support",
    "supervise", "sponsor", "funds_yuan", "deadline", "done_on", "listed", "status", "sources",
)  # fmt: skip
"""The keys of a hazard in a list, in order."""


_ASIDE: Final = (Act.MERGE, Act.VOID, Act.SHUT, Act.REJUDGE)
"""Acts that do not lead on towards the closing."""


# JSON


def hazard_shape(life: HazardLife) -> dict[str, Any]:
    """Return what is known of a hazard as JSON: the shape of one of a list."""
    details = life.details
    told = {name: json_value(getattr(details, name)) for name in DETAILS}
    shape = {"number": life.number, **told, "channels": [one.value for one in life.channels]}
    shape["funds_yuan"] = _number(details.funds_yuan)
    shape["status"] = life.state.value
    shape["sources"] = [
        {"file": source.file, "sheet": source.sheet, "row": source.row}
        for one in life.said
        if (source := one.source)
    ]
    return {key: shape[key] for key in _LIST_KEYS}


def page_shape(life: HazardLife, day: date) -> dict[str, Any]:
    """Return the page as JSON."""
    return {
        "as_of": day.isoformat(),
        **hazard_shape(life),
        "is_reported": life.is_reported,
        "overdue": is_overdue(life, day),
        "attempts": life.attempts,
        "reopened": life.reopened,
        "closed_on": day_text(life.closed_on),
        "merged_into": life.merged_into,
        "merged": list(life.merged),
        "said": [_said_shape(one) for one in life.said],
        "steps": [_step_shape(one, life) for one in life.steps],
        **overlays_shape(life),
        "overlay_steps": [_step_shape(one, life) for one in life.overlay_steps],
        "next": [_next_shape(move, life) for move in next_moves(life)],
    }


def _said_shape(said: Said) -> dict[str, Any]:
    """Return what a table or a person said as JSON."""
    source = said.source
    told = {name: json_value(getattr(said.details, name)) for name in DETAILS}
    return {
        "reference": said.reference,
        "on": said.on.isoformat(),
        "saying": said.saying.value if said.saying else None,
        **_party_shape(said.by),
        "document": said.document,
        "reason": said.reason,
        "source": {"file": source.file, "sheet": source.sheet, "row": source.row}
        if source
        else None,
        "details": {name: value for name, value in told.items() if value is not None},
        "evidence": list(map(_file_shape, said.evidence)),
    }


def _step_shape(step: Step | OverlayStep, life: HazardLife) -> dict[str, Any]:
    """Return an act as JSON."""
    return {
        "reference": step.reference,
        "on": step.on.isoformat(),
        "act": step.act.value,
        **_party_shape(step.by),
        "role": step.role,
        "document": step.document,
        "given": dict(step.given),
        "evidence": list(map(_file_shape, step.evidence)),
        "without_effect": list(life.idle.get(step.reference, ())),
    }


def _next_shape(move: Move, life: HazardLife) -> dict[str, Any]:
    """Return what a legal act requires as JSON."""
    known = completed(move.act, {}, life)
    return {
        "act": move.act.value,
        "label": move.label,
        "basis": move.basis,
        "requires": [
            {
                "key": one.key,
                "label": one.label,
                "results": list(one.results),
                "met": is_given(one, known.get(one.key)),
            }
            for one in move.requires
        ],
        "bars": list(bars_of(life, move.act)),
    }


def _party_shape(party: Party | None) -> dict[str, Any]:
    """Return who acted as JSON."""
    return {"unit": party.name if party else None, "people": list(party.people) if party else []}


def _file_shape(file: Evidence) -> dict[str, Any]:
    """Return an evidence file as JSON."""
    return {"name": file.name, "digest": file.digest, "size": file.size}


def _number(text: str | None) -> int | float | None:
    """Return an amount of money as a number, exact to the cent."""
    amount = None if text is None else Decimal(text)
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


# What people read


def show_page(
    life: HazardLife, day: date, *, places: Sequence[str], is_masked: bool = True
) -> None:
    """Print the page; ``places`` are the entries of its life in the order of their facts."""
    details = life.details
    title = " ".join(filter(None, (life.number, details.enterprise, details.description)))
    say(title, is_masked=is_masked)
    facts = [row for row in _facts(life, day) if row[1]]
    print_table(("项目", "内容"), facts, is_masked=is_masked)
    told = {one.reference: _said_row(one) for one in life.said}
    steps: tuple[Step | OverlayStep, ...] = (*life.steps, *life.overlay_steps)
    told |= {one.reference: _step_row(one, life) for one in steps}
    rows = [told[place] for place in places if place in told]
    headers = ("记录", "业务日期", "事项", "单位", "人员", "文件", "内容", "佐证")
    print_table(headers, rows, title="经过", is_masked=is_masked)
    show_overlays(life, is_masked=is_masked)
    show_next(life, is_masked=is_masked)


def show_next(life: HazardLife, *, is_masked: bool = True) -> None:
    """Print which acts are legal, and what each still requires."""
    rows = [
        (f"{move.label}（{move.act}）", "\n".join(_marks(move, life)), move.basis)
        for move in next_moves(life)
    ]
    print_table(("可以办理", "要求", "依据"), rows, title="下一步", is_masked=is_masked)


def next_moves(life: HazardLife) -> list[Move]:
    """Return the legal moves, those that lead on towards the closing first."""
    return sorted(legal_acts(life.state), key=lambda move: move.act in _ASIDE)


def next_lines(life: HazardLife, *, only_on: bool = False) -> Iterator[str]:
    """Yield the legal acts with what each still requires, one a line.

    With ``only_on`` only those that lead on towards the closing.
    """
    for move in next_moves(life):
        if only_on and move.act in _ASIDE:
            continue
        missing = missing_for(move.act, completed(move.act, {}, life))
        more = f"，还要 {'、'.join(map(label_of, missing))}" if missing else ""
        yield f"  {move.label}（{move.act}）{more}"


def taken_lines(act: Act, given: Mapping[str, Any], life: HazardLife) -> Iterator[str]:
    """Yield what an act has come to, and what may be done next."""
    result = result_of(given)
    word = f"{MOVES[act].label}{f'（{result_text(result)}）' if result else ''}"
    failed = f"，验收不通过第 {life.attempts} 次" if result == "fail" else ""
    yield f"{life.number} {word}，现在是“{STATES[life.state]}”{failed}。"
    if result == "relapsed":
        yield "隐患反弹，请用 zhiben hazard reopen 重开。"
    lines = list(next_lines(life, only_on=True))
    if lines:
        yield "下一步："
        yield from lines


def refusal_text(number: str, step: Step, ruling: Ruling) -> str:
    """Say why an act is refused, and what may be done instead or is still missing."""
    life, move = ruling.before, MOVES[step.act]
    if life is None:
        return f"{number} 到 {step.on} 还没有登记，业务日期请不早于登记的日期。"
    if life.state not in move.legal_in:
        is_so_still = ruling.after is not None and ruling.after.state is life.state
        when = "现在" if is_so_still else f"{step.on} 时"
        said = f"{number} {when}是“{STATES[life.state]}”，不能{move.label}。"
        lines = list(next_lines(life))
        return "\n".join([said + ("可以办理的：" if lines else "没有可以办理的了。"), *lines])
    missing = missing_for(step.act, step.given)
    asked = [f"  缺 {option_of(one.key)} {label_of(one)}" for one in missing]
    labels = {f"缺{one.label}" for one in missing}
    others = [f"  {fault}" for fault in ruling.faults if fault not in labels]
    return "\n".join([f"{number} 还不能{move.label}（{move.basis}）：", *asked, *others])


def list_rows(lives: Iterable[HazardLife], day: date) -> list[tuple[object, ...]]:
    """Return hazards as rows of a list."""
    return [
        (
            life.number,
            life.details.enterprise,
            life.details.region,
            life.details.location,
            life.details.description,
            LEVELS[life.details.level] if life.details.level else "",
            STATES[life.state],
            _deadline_text(life, day),
            life.details.lead or life.details.unit_responsible,
        )
        for life in lives
    ]


def _facts(life: HazardLife, day: date) -> Iterator[tuple[str, object]]:
    """Yield what is known of a hazard, in words."""
    details = life.details
    words = {
        "level": LEVELS[details.level] if details.level else "",
        "channel": "、".join(CHANNELS[one] for one in life.channels),
        "listed": {True: "是", False: "否", None: ""}[details.listed],
        "deadline": _deadline_text(life, day),
        "status": "",
    }
    reported = "（表中所报）" if life.is_reported else ""
    yield f"状态（{day}）", STATES[life.state] + reported
    for name, label in DETAILS.items():
        yield label, words.get(name, getattr(details, name))
    yield from overlay_facts(life)
    yield "验收不通过", f"{life.attempts} 次" if life.attempts else ""
    yield "重开", f"{life.reopened} 次" if life.reopened else ""
    yield "销号日期", life.closed_on
    yield "并入", life.merged_into
    yield "并来的", "、".join(life.merged)
    places = (one.source for one in life.said if one.source)
    yield "来源", "\n".join(f"{one.file} {one.sheet} 第 {one.row} 行" for one in places)


def _deadline_text(life: HazardLife, day: date) -> str:
    """Return a hazard's deadline, and whether it has passed."""
    return f"{life.details.deadline or ''}{'（逾期）' if is_overdue(life, day) else ''}"


def _marks(move: Move, life: HazardLife) -> Iterator[str]:
    """Yield each requirement of an act, marked as met or missing, and who may not act."""
    known = completed(move.act, {}, life)
    for one in move.requires:
        value = known.get(one.key)
        if is_given(one, value):
            yield f"✓ {label_of(one)}：{_value_text(value)}"
        else:
            yield f"缺 {label_of(one)}{_condition(one)}"
    yield from (f"※ {text}" for text in bars_of(life, move.act))


def _condition(requirement: Requirement) -> str:
    """Say for which outcomes something is required."""
    words = "、".join(map(result_text, requirement.results))
    return f"（{words}时）" if words else ""


def _said_row(said: Said) -> tuple[Any, ...]:
    """Return what a table or a person said as a row of the life."""
    details = {name: getattr(said.details, name) for name in DETAILS}
    told = [f"{DETAILS[name]}：{_value_text(v)}" for name, v in details.items() if v is not None]
    source = said.source
    word = SAYINGS[said.saying] if said.saying else "表格"
    place = [f"{source.file} {source.sheet} 第 {source.row} 行"] if source else []
    reason = [f"理由：{said.reason}"] if said.reason else []
    return (
        said.reference,
        said.on,
        word,
        said.by.name if said.by else "",
        "、".join(said.by.people) if said.by else "",
        said.document,
        "\n".join([*place, *reason, *told]),
        _files_text(said.evidence),
    )


def _step_row(step: Step | OverlayStep, life: HazardLife) -> tuple[Any, ...]:
    """Return an act as a row of the life."""
    why = life.idle.get(step.reference)
    if isinstance(step, OverlayStep):
        word, lines = OVERLAY_MOVES[step.act].label, overlay_lines(step)
    else:
        word, lines = MOVES[step.act].label, given_lines(step.act, step.given)
    return (
        step.reference,
        step.on,
        word if why is None else f"{word}（没有生效：{'；'.join(why)}）",
        step.by.name,
        "、".join(step.by.people),
        step.document,
        "\n".join(lines),
        _files_text(step.evidence),
    )


def given_lines(act: Act, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an act carries, in words."""
    for one in MOVES[act].requires:
        value = given.get(one.key)
        if value not in (None, "", []):
            shown = result_text(value) if one.holds is Holds.CHOICE else _value_text(value)
            yield f"{one.label}：{shown}"
    if given.get("by_hand"):
        yield "人工认定"
    if "verdict" in given:
        yield from _verdict_lines(given["verdict"])
        yield f"判定用的事实：{facts_text(given.get('facts', {}).items())}"


def _verdict_lines(verdict: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a verdict says, and by which editions."""
    from zhiben.cli.judge_page import OUTCOMES
    from zhiben.rules import Outcome

    yield f"判定结论：{OUTCOMES[Outcome(verdict['verdict'])]}"
    for one in verdict["standards"]:
        yield f"适用 {one['title']}（{one['document_number']}，{one['edition_reason']}）"


def _files_text(files: Sequence[Evidence]) -> str:
    """Return the names of evidence files, with the digests by which they are kept."""
    return "\n".join(f"{file.name}（{file.digest[:8]}）" for file in files)


def _value_text(value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    match value:
        case Channel():
            return CHANNELS[value]
        case Level():
            return LEVELS[value]
        case State():
            return STATES[value]
    return str(value)


# History


def history_shape(line: Line, life: HazardLife | None, *, is_void: bool) -> dict[str, Any]:
    """Return an entry about a hazard as JSON, the hazard's life being that of today."""
    reference, body = reference_of(line), json.loads(line.body)
    return {
        "reference": reference,
        "id": line.id,
        "on": line.on,
        "recorded_at": line.recorded_at,
        "actor": line.actor,
        "kind": line.kind,
        "what": _what(line, body),
        "void": is_void,
        "without_effect": list(life.idle.get(reference, ())) if life else [],
        "body": body,
    }


def history_row(shape: Mapping[str, Any], places: Mapping[str, str]) -> tuple[object, ...]:
    """Return an entry about a hazard as a row; ``places`` are what people call entries."""
    body = shape["body"]
    word = shape["what"]
    if "replaces" in body:
        word += f" {places.get(body['replaces'], body['replaces'])}"
    if shape["void"]:
        word += "（不再计入）"
    elif shape["without_effect"]:
        word += f"（没有生效：{'；'.join(shape['without_effect'])}）"
    return (
        shape["reference"],
        shape["on"],
        shape["recorded_at"][:19].replace("T", " "),
        word,
        (body.get("known_as") or [body.get("unit", "")])[0],
        "、".join(body.get("people", ())),
        body.get("reason", ""),
        shape["actor"],
    )


def _what(line: Line, body: Mapping[str, Any]) -> str:
    """Return what an entry about a hazard is called."""
    if line.kind == EntryKind.HAZARD_STEP:
        return MOVES[Act(body["act"])].label
    if line.kind == EntryKind.HAZARD_OVERLAY:
        return OVERLAY_MOVES[OverlayAct(body["act"])].label
    if line.kind == EntryKind.HAZARD_RECORD:
        return SAYINGS[Saying(body["saying"])] if "saying" in body else "表格"
    return ENTRIES[EntryKind(line.kind)]
