"""Acts before they are recorded: what they carry, whether they may be, and whether they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.bodies import said_body, step_body
from zhiben.ledger.hazards.lives import CARRIED, lives_of
from zhiben.ledger.plans.bodies import json_value
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.model.hazards import HazardDetails, HazardLife, OverlayStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.model.hazards import Act, Said, Step

_NOTHING: Final[tuple[object, ...]] = (None, "", [], ())
_BESIDE: Final = frozenset({"evidence"})


@frozen(kw_only=True)
class Ruling:
    """What would come of an act if it were recorded.

    ``before`` is the hazard's life right before it, ``None`` when nothing was known of it
    then, and ``after`` that on the latest day. ``faults`` say why it would have no effect;
    ``broken`` are later acts that would lose theirs, by their references, and why.
    """

    before: HazardLife | None
    after: HazardLife | None
    faults: tuple[str, ...]
    broken: Mapping[str, tuple[str, ...]]


def rule_on(live: Iterable[Entry], entry: Entry) -> Ruling:
    """Return what would come of an act, among the entries in force of the hazards involved."""
    known = list(live)
    ordered = in_order([*known, entry])
    place = next(index for index, one in enumerate(ordered) if one is entry)
    number, reference = entry.subject, f"{entry.origin}:{entry.seq}"
    now, then = lives_of(in_order(known)), lives_of(ordered)
    after = then.get(number)
    idle = {ref for life in now.values() for ref in life.idle}
    broken = {
        ref: why
        for life in then.values()
        for ref, why in life.idle.items()
        if ref not in idle and ref != reference
    }
    return Ruling(
        before=lives_of(ordered[:place]).get(number),
        after=after,
        faults=after.idle.get(reference, ()) if after else (),
        broken=broken,
    )


def completed(
    act: Act, given: Mapping[str, Any], life: HazardLife | None, *, again: bool = False
) -> dict[str, Any]:
    """Return what an act carries, with what is known of the hazard where it says nothing else.

    What an earlier act of the kind has settled is known only to one that is done ``again``:
    a second plan has to say anew what the first one said.
    """
    is_first = life is not None and life.last(act) is None
    details = life.details if life and (is_first or again) else HazardDetails()
    known = {key: json_value(getattr(details, key)) for key in CARRIED.get(act, ())}
    said = {key: json_value(value) for key, value in given.items() if value not in _NOTHING}
    return {key: value for key, value in (known | said).items() if value is not None}


def step_draft(number: str, step: Step | OverlayStep, *, actor: str) -> Draft:
    """Return what the journal is to keep of an act."""
    is_over = isinstance(step, OverlayStep)
    kind = EntryKind.HAZARD_OVERLAY if is_over else EntryKind.HAZARD_STEP
    return Draft(on=step.on, actor=actor, kind=kind, subject=number, body=step_body(step))


def said_draft(number: str, said: Said, *, actor: str) -> Draft:
    """Return what the journal is to keep of what a person says of a hazard."""
    kind = EntryKind.HAZARD_RECORD
    return Draft(on=said.on, actor=actor, kind=kind, subject=number, body=said_body(said))


def twins_of(draft: Draft, live: Iterable[Entry]) -> Sequence[Entry]:
    """Return the entries in force that say the same of the same hazard, evidence and day aside."""
    return [
        entry
        for entry in live
        if (entry.subject, entry.kind) == (draft.subject, draft.kind)
        and _said_by(entry.body) == _said_by(draft.body)
    ]


def has_same_evidence(entry: Entry, draft: Draft) -> bool:
    """Tell whether an entry carries the files a draft does."""
    return bool(entry.body.get("evidence", []) == draft.body.get("evidence", []))


def _said_by(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body says without its evidence."""
    return {key: value for key, value in body.items() if key not in _BESIDE}
