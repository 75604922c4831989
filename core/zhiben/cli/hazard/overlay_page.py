"""Listings, extensions and suspensions as people and programs read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.hazard.words import option_of
from zhiben.cli.masking import print_table
from zhiben.cli.shapes import day_text
from zhiben.ledger.hazards.moves import STATES, Holds, carried_by
from zhiben.ledger.hazards.overlays import (
    OVERLAY_MOVES,
    authorities_text,
    forecast_of,
    listing_deadline,
    missing_in,
)
from zhiben.model.hazard_overlays import Extent, ListingLevel, OverlayAct
from zhiben.model.hazards import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.ledger.hazards.batches import Balance, Listed
    from zhiben.model.hazard_overlays import Extension, Listing, Suspension
    from zhiben.model.hazards import HazardLife, OverlayStep

LISTING_LEVELS: Final = {
    ListingLevel.PROVINCE: "省",
    ListingLevel.CITY: "市",
    ListingLevel.COUNTY: "县",
    ListingLevel.DEPARTMENT: "部门",
}
DECISIONS: Final = {"grant": "准予延期", "refuse": "不予延期"}
EXTENTS: Final = {Extent.WHOLE: "全部", Extent.PART: "部分"}
_WORDS: Final = {
    **{one.value: word for one, word in LISTING_LEVELS.items()},
    **DECISIONS,
    **{one.value: word for one, word in EXTENTS.items()},
}
_OPTIONS: Final = {"result": "--decide", "scope": "--part"}


# JSON


def overlays_shape(life: HazardLife) -> dict[str, Any]:
    """Return what lies over a hazard's life as JSON."""
    overlays = life.overlays
    return {
        "deadlines": {
            "original": day_text(overlays.original_deadline or life.details.deadline),
            "current": day_text(life.details.deadline),
            "forecast": day_text(forecast_of(life)),
        },
        "listings": [_listing_shape(one, life) for one in overlays.listings],
        "extensions": list(map(_extension_shape, overlays.extensions)),
        "suspensions": [_suspension_shape(one, life) for one in overlays.suspensions],
    }


def listed_shape(one: Listed) -> dict[str, Any]:
    """Return a listing with its hazard as JSON."""
    details = one.life.details
    return {
        "number": one.life.number,
        "enterprise": details.enterprise,
        "description": details.description,
        "status": one.life.state.value,
        "extended": one.extended,
        "failed": one.failed,
        **_listing_shape(one.listing, one.life),
    }


def balance_shape(balance: Balance) -> dict[str, Any]:
    """Return the balance of a batch as JSON."""
    return {
        "authority": balance.authority,
        "batch": balance.batch,
        "since": balance.since.isoformat(),
        "until": day_text(balance.until),
        "opening": len(balance.opening),
        "new": len(balance.new),
        "delisted": len(balance.delisted),
        "closing": len(balance.closing),
        "listings": [
            {
                **listed_shape(one),
                "carried_in": one in balance.opening,
                "carried_on": one in balance.closing,
            }
            for one in (*balance.opening, *balance.new)
        ],
    }


def _listing_shape(listing: Listing, life: HazardLife) -> dict[str, Any]:
    """Return a listing as JSON."""
    ending = life.overlays.delisting_of(listing)
    return {
        "reference": listing.reference,
        "listed_on": listing.on.isoformat(),
        "authority": listing.authority,
        "level": listing.level.value,
        "batch": listing.batch,
        "document": listing.document,
        "listing_deadline": {
            "original": listing.deadline.isoformat(),
            "current": listing_deadline(life.overlays, listing).isoformat(),
        },
        "sponsor": listing.sponsor or None,
        "public_on": day_text(listing.public_on),
        "public_in": listing.public_in or None,
        "delisting": ending
        and {
            "reference": ending.reference,
            "on": ending.on.isoformat(),
            "document": ending.document,
            "public_on": day_text(ending.public_on),
            "public_in": ending.public_in or None,
        },
    }


def _extension_shape(one: Extension) -> dict[str, Any]:
    """Return an extension as JSON."""
    return {
        "reference": one.reference,
        "asked_on": one.on.isoformat(),
        "asked_until": one.asked_until.isoformat(),
        "reason": one.reason,
        "before": one.before.isoformat(),
        "decision": one.decision or None,
        "decided_on": day_text(one.decided_on),
        "granted": one.is_granted,
        "authority": one.authority or None,
        "document": one.document or None,
        "deadline": day_text(one.deadline),
        "lapsed_on": day_text(one.lapsed_on) if one.is_granted is None else None,
    }


def _suspension_shape(one: Suspension, life: HazardLife) -> dict[str, Any]:
    """Return a suspension as JSON."""
    ending = life.overlays.resumption_of(one)
    return {
        "reference": one.reference,
        "on": one.on.isoformat(),
        "extent": one.extent.value,
        "scope": one.scope or None,
        "document": one.document,
        "resumption": ending
        and {
            "reference": ending.reference,
            "on": ending.on.isoformat(),
            "authority": ending.authority,
            "document": ending.document,
        },
    }


# What people read


def overlay_facts(life: HazardLife) -> Iterator[tuple[str, object]]:
    """Yield what lies over a hazard now, in words."""
    overlays = life.overlays
    yield "挂牌机关", authorities_text(overlays.in_force)
    yield "原定时限", overlays.original_deadline
    yield "预计完成（申请延到）", forecast_of(life)
    yield "停产停用", "、".join(_EXTENT_TEXT[one.extent] for one in overlays.suspended)


def show_overlays(life: HazardLife, *, is_masked: bool) -> None:
    """Print the listings, extensions and suspensions of a hazard, those there are."""
    overlays = life.overlays
    sections = (
        ("挂牌", _LISTING_HEADERS, [_listing_row(one, life) for one in overlays.listings]),
        ("延期", _EXTENSION_HEADERS, list(map(_extension_row, overlays.extensions))),
        ("停产停用", _SUSPENSION_HEADERS, [_stop_row(one, life) for one in overlays.suspensions]),
    )
    for title, headers, rows in sections:
        if rows:
            print_table(headers, rows, title=title, is_masked=is_masked)


def listed_rows(listed: Iterable[Listed]) -> list[tuple[object, ...]]:
    """Return listings with their hazards as rows."""
    return [
        (
            one.life.number,
            one.life.details.enterprise,
            STATES[one.life.state],
            *_listing_row(one.listing, one.life),
        )
        for one in listed
    ]


LISTED_HEADERS: Final = (
    "编号", "单位", "状态", "挂牌日期", "级别", "机关", "批次", "文号", "督办时限", "包案领导",
    "公示", "摘牌",
)  # fmt: skip
_LISTING_HEADERS: Final = LISTED_HEADERS[3:]
_EXTENSION_HEADERS: Final = (
    "申请日期",
    "原时限",
    "申请延到",
    "理由",
    "决定",
    "机关",
    "文号",
    "新时限",
)
_SUSPENSION_HEADERS: Final = ("日期", "范围", "文号", "恢复", "同意的机关", "同意的文号")
_EXTENT_TEXT: Final = {Extent.WHOLE: "全部停产停用", Extent.PART: "部分停产停用"}


def balance_lines(balance: Balance) -> Iterator[str]:
    """Yield the balance of a batch in words."""
    end = f"至 {balance.until}" if balance.until else "至今"
    yield f"{balance.authority} {balance.batch}（{balance.since} {end}）"
    yield (
        f"期初 {len(balance.opening)} ＋ 新增 {len(balance.new)} − 摘牌 {len(balance.delisted)}"
        f" ＝ 期末 {len(balance.closing)}（项）"
    )


def balance_rows(balance: Balance) -> list[tuple[object, ...]]:
    """Return the listings of a batch as rows: how each came into it, and out of it."""
    return [
        (
            one.life.number,
            one.life.details.enterprise,
            "上批结转" if one in balance.opening else "新增",
            _fate(one, is_carried=one in balance.closing),
            one.deadline,
            _why_carried(one) if one in (*balance.opening, *balance.closing) else "",
        )
        for one in (*balance.opening, *balance.new)
    ]


BALANCE_HEADERS: Final = ("编号", "单位", "来", "去", "督办时限", "结转原因")


def _fate(one: Listed, *, is_carried: bool) -> str:
    """Say what became of a listing in a batch."""
    if is_carried or one.delisting is None:
        return "继续挂牌"
    return f"{one.delisting.on} 摘牌（{one.delisting.document}）"


def _why_carried(one: Listed) -> str:
    """Say why a listing goes on."""
    extended = f"延期 {one.extended} 次" if one.extended else ""
    failed = f"验收不通过 {one.failed} 次" if one.failed else ""
    return "、".join(filter(None, (extended, failed))) or "没有摘牌"


def _listing_row(listing: Listing, life: HazardLife) -> tuple[object, ...]:
    """Return a listing as a row."""
    ending = life.overlays.delisting_of(listing)
    deadline = listing_deadline(life.overlays, listing)
    was = f"（原 {listing.deadline}）" if deadline != listing.deadline else ""
    return (
        listing.on,
        LISTING_LEVELS[listing.level],
        listing.authority,
        listing.batch,
        listing.document,
        f"{deadline}{was}",
        listing.sponsor,
        _public_text(listing.public_on, listing.public_in),
        f"{ending.on} {ending.document}" if ending else "",
    )


def _public_text(day: object, medium: str) -> str:
    """Say when and where something was made public."""
    return " ".join(map(str, filter(None, (day, medium))))


def _extension_row(one: Extension) -> tuple[object, ...]:
    """Return an extension as a row."""
    open_text = f"没有决定，{one.lapsed_on} 失效" if one.lapsed_on else "还没有决定"
    decision = {None: open_text, True: "准予延期", False: "不予延期"}[one.is_granted]
    decided = f"{one.decided_on or ''} {decision}".strip()
    return (
        one.on, one.before, one.asked_until, one.reason, decided, one.authority, one.document,
        one.deadline,
    )  # fmt: skip


def _stop_row(one: Suspension, life: HazardLife) -> tuple[object, ...]:
    """Return a suspension as a row."""
    ending = life.overlays.resumption_of(one)
    scope = f"{EXTENTS[one.extent]}{f'：{one.scope}' if one.scope else ''}"
    end = (ending.on, ending.authority, ending.document) if ending else ("没有恢复", "", "")
    return one.on, scope, one.document, *end


def overlay_lines(step: OverlayStep) -> Iterator[str]:
    """Yield what an act carries, in words."""
    move, carried = OVERLAY_MOVES[step.act], carried_by(step)
    for one in (*move.requires, *move.may):
        value = str(carried.get(one.key) or "")
        if value and one.key != "document":
            shown = choice_text(value) if one.holds is Holds.CHOICE else value
            yield f"{one.label}：{shown}"


def choice_text(value: str) -> str:
    """Return the word for one of the choices of an overlay act."""
    return _WORDS.get(value, value)


def taken_text(act: OverlayAct, life: HazardLife) -> str:
    """Say what an act has come to."""
    overlays, deadline = life.overlays, life.details.deadline
    match act:
        case OverlayAct.LIST:
            after = f"由{authorities_text(overlays.in_force)}挂牌督办，时限 {deadline}"
        case OverlayAct.DELIST if overlays.in_force:
            after = f"摘牌；还有{authorities_text(overlays.in_force)}挂牌督办"
        case OverlayAct.DELIST:
            after = "摘牌，不再挂牌督办"
        case OverlayAct.ASK_EXTENSION:
            after = f"申请延到 {forecast_of(life)}；决定以前时限仍是 {deadline}"
        case OverlayAct.DECIDE_EXTENSION:
            last = overlays.extensions[-1]
            going = "，继续挂牌" if last.is_granted and overlays.in_force else ""
            after = f"{_extension_row(last)[4]}；时限 {deadline}{going}"
        case OverlayAct.SUSPEND:
            after = "、".join(_EXTENT_TEXT[one.extent] for one in overlays.suspended)
        case OverlayAct.RESUME:
            after = "恢复生产使用"
    return f"{life.number} {after}。"


def overlay_refusal(number: str, step: OverlayStep, ruling: Ruling) -> str:
    """Say why an act is refused, and when it may be or what is still missing."""
    life, move = ruling.before, OVERLAY_MOVES[step.act]
    if life is None:
        return f"{number} 到 {step.on} 还没有登记，业务日期请不早于登记的日期。"
    if life.state is State.MERGED:
        return f"{number} 已并入 {life.merged_into}，请写 {life.merged_into}。"
    if life.state not in move.legal_in:
        states = "、".join(f"“{STATES[state]}”" for state in move.legal_in)
        said = f"{number} {step.on} 时是“{STATES[life.state]}”，不能{move.label}。"
        return f"{said}\n只在{states}时可以（{move.basis}）。"
    missing = missing_in(step)
    asked = [f"  缺 {_option_of(one.key)} {one.label}" for one in missing]
    others = [] if missing else [f"  {fault}" for fault in ruling.faults]
    return "\n".join([f"{number} 还不能{move.label}（{move.basis}）：", *asked, *others])


def _option_of(key: str) -> str:
    """Return the option by which something is given."""
    return _OPTIONS.get(key) or option_of(key)
