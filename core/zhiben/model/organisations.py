"""Units: departments, townships, enterprises and offices, and the scopes that select them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class OrganisationKind(StrEnum):
    """What sort of unit an organisation is; scopes select by it."""

    OFFICE = "office"
    """安委会办公室, which consolidates and supervises."""
    COMMITTEE = "committee"
    """安委会 or a special committee (专委会)."""
    DEPARTMENT = "department"
    """A government department, a dispatched unit or a company that leads a field."""
    TOWNSHIP = "township"
    """乡镇、街道 or a functional zone with 属地 duties."""
    ENTERPRISE = "enterprise"
    """生产经营单位."""
    INSTITUTION = "institution"
    """Schools, hospitals and other units that are not enterprises."""


@frozen(kw_only=True)
class Organisation:
    """One unit.

    ``id`` is stable for good and is what the journal stores; ``name`` is what people
    read, and may change. ``aliases`` are other spellings accepted on input.
    ``attributes`` are free marks that scopes test, such as 高危 or 成员单位.
    ``territory`` is the id of the township the unit lies in (属地).
    ``valid_from`` and ``valid_to`` are the first and last day of existence, both
    inclusive; ``None`` means unbounded.
    """

    id: str
    name: str
    kind: OrganisationKind
    aliases: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    territory: str | None = None
    credit_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Tell whether the unit exists on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


class OwedBy(StrEnum):
    """Who must act for each unit of a scope."""

    UNIT = "unit"
    """Each unit does it itself: every township files its own sub-plan."""
    LEAD = "lead"
    """The lead does it for each unit: the office supervises every township."""


@frozen(kw_only=True)
class Scope:
    """Which units a task unfolds over.

    A unit belongs when its kind is one of ``kinds`` or its id one of ``units``, and it
    has every attribute of ``having`` and none of ``lacking``. ``text`` is the
    document's wording.
    """

    text: str
    kinds: tuple[OrganisationKind, ...] = ()
    units: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    owed_by: OwedBy = OwedBy.UNIT

    def matches(self, organisation: Organisation) -> bool:
        """Tell whether the unit, as it stands, falls under this scope."""
        named = organisation.kind in self.kinds or organisation.id in self.units
        marks = set(organisation.attributes)
        return named and marks.issuperset(self.having) and marks.isdisjoint(self.lacking)
