"""The page of one hazard: where it stands, its time limits, what comes next, and its life."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.hazard.follow_page import show_clocks, show_measures
from zhiben.cli.hazard.next_page import next_shape, overlay_next_shapes, show_next
from zhiben.cli.hazard.overlay_page import (
    overlay_facts,
    overlay_lines,
    overlays_shape,
    show_overlays,
)
from zhiben.cli.hazard.step_lines import next_moves
from zhiben.cli.hazard.words import (
    CHANNELS,
    DETAILS,
    LEVELS,
    SAYINGS,
    result_text,
    value_text,
)
from zhiben.cli.judging import facts_text
from zhiben.cli.masking import print_table, say
from zhiben.cli.session import reference_of
from zhiben.cli.shapes import day_text
from zhiben.cli.words import ENTRIES
from zhiben.ledger.hazards.lives import is_overdue
from zhiben.ledger.hazards.moves import MOVES, STATES, Holds
from zhiben.ledger.hazards.overlays import OVERLAY_MOVES
from zhiben.ledger.plans.bodies import json_value
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, OverlayStep, Saying

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.cli.hazard.follow import FollowUp
    from zhiben.ledger.entries import Line
    from zhiben.model.hazards import HazardLife, Party, Said, Step
    from zhiben.model.reports import Evidence

LIST_KEYS: Final = (
    "number", "enterprise", "credit_code", "region", "sector", "location", "description", "level",
    "basis", "channels", "found_on", "measures", "owner", "unit_responsible", "lead", "support",
    "supervise", "sponsor", "funds_yuan", "deadline", "done_on", "listed", "status", "sources",
)  # fmt: skip
"""The keys of a hazard in a list, in order."""


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
    return {key: shape[key] for key in LIST_KEYS}


def page_shape(life: HazardLife, follow: FollowUp) -> dict[str, Any]:
    """Return the page as JSON."""
    day = follow.day
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
        "reporters": list(life.reporters),
        "said": [_said_shape(one) for one in life.said],
        "steps": [_step_shape(one, life) for one in life.steps],
        **overlays_shape(life),
        "overlay_steps": [_step_shape(one, life) for one in life.overlay_steps],
        "next": [next_shape(move, life) for move in next_moves(life)],
        "overlay_next": list(overlay_next_shapes(life, follow)),
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
        "reporter": said.reporter or None,
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
    life: HazardLife, follow: FollowUp, *, places: Sequence[str], is_masked: bool = True
) -> None:
    """Print the page; ``places`` are the entries of its life in the order of their facts.

    Where it stands comes first, then what has to happen until when, then what may be done now;
    what was done stands below.
    """
    details, day = life.details, follow.day
    title = " ".join(filter(None, (life.number, details.enterprise, details.description)))
    say(title, is_masked=is_masked)
    facts = [row for row in _facts(life, day) if row[1]]
    print_table(("项目", "内容"), facts, is_masked=is_masked)
    show_clocks(follow, is_masked=is_masked)
    show_next(life, follow, is_masked=is_masked)
    show_overlays(life, is_masked=is_masked)
    show_measures(follow, is_masked=is_masked)
    told = {one.reference: _said_row(one) for one in life.said}
    steps: tuple[Step | OverlayStep, ...] = (*life.steps, *life.overlay_steps)
    told |= {one.reference: _step_row(one, life) for one in steps}
    rows = [told[place] for place in places if place in told]
    headers = ("记录", "业务日期", "事项", "单位", "人员", "文件", "内容", "佐证")
    print_table(headers, rows, title="经过", is_masked=is_masked)


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
    yield "举报人令牌", "、".join(life.reporters)
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


def _said_row(said: Said) -> tuple[Any, ...]:
    """Return what a table or a person said as a row of the life."""
    details = {name: getattr(said.details, name) for name in DETAILS}
    told = [f"{DETAILS[name]}：{value_text(v)}" for name, v in details.items() if v is not None]
    source = said.source
    word = SAYINGS[said.saying] if said.saying else "表格"
    place = [f"{source.file} {source.sheet} 第 {source.row} 行"] if source else []
    reason = [f"理由：{said.reason}"] if said.reason else []
    reason += [f"举报人令牌：{said.reporter}"] if said.reporter else []
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
            shown = result_text(value) if one.holds is Holds.CHOICE else value_text(value)
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
        to = body["given"].get("to")
        return MOVES[Act(body["act"])].label + (f"给{to}" if to else "")
    if line.kind == EntryKind.HAZARD_OVERLAY:
        return OVERLAY_MOVES[OverlayAct(body["act"])].label
    if line.kind == EntryKind.HAZARD_RECORD:
        return SAYINGS[Saying(body["saying"])] if "saying" in body else "表格"
    return ENTRIES[EntryKind(line.kind)]
