from __future__ import annotations

from typing import Any, get_args

import attrs
import pytest

import zhiben.spec
from zhiben.spec import Change, Item, Record, Revision, Sector, SectorTask, TaskKind
from zhiben.spec import records as module

RECORDS = [*get_args(Record), Item]

each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)


def example(record: type[Any]) -> object:
    """Return a record whose required fields are all the same text: nothing is checked here."""
    return record(
        **{one.name: "示例" for one in attrs.fields(record) if one.default is attrs.NOTHING}
    )


@each_record
def test_records_are_frozen(record: type[Any]) -> None:
    one = example(record)
    name = attrs.fields(record)[0].name

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(one, name, "另一个")


@each_record
def test_records_have_slots_and_nothing_can_be_added(record: type[Any]) -> None:
    assert "__slots__" in record.__dict__
    assert not hasattr(example(record), "__dict__")


@each_record
def test_records_are_made_by_keyword(record: type[Any]) -> None:
    values = ["示例" for _ in attrs.fields(record)]

    with pytest.raises(TypeError, match="positional"):
        record(*values)


@each_record
def test_records_are_equal_when_they_say_the_same(record: type[Any]) -> None:
    assert example(record) == example(record)
    assert hash(example(record)) == hash(example(record))


def test_what_is_left_out_has_a_default_that_says_nothing() -> None:
    task = SectorTask(code="", measure="", title="", kind=TaskKind.DATED, source="")
    sector = Sector(code="", title="", api=1, summary="", fields=())
    change = Revision(revision=2, change=Change.RETIRED, old=("a",))

    assert (None, "", False, None, 1, None, None, (), (), None, None) == (
        task.due, task.due_text, task.soft, task.every, task.at_least, task.due_day, task.scope,
        task.leads, task.supports, task.field, task.target,
    )  # fmt: skip
    assert ((), 1) == (sector.leads, sector.revision)
    assert ((), "") == (change.new, change.reason)


def test_the_public_face_has_every_record_and_what_they_are_made_of() -> None:
    """An author imports from one place."""
    own = {
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ in {module.__name__, "zhiben.model.plan",
                                                            "zhiben.model.organisations"}
    }  # fmt: skip

    assert own <= set(zhiben.spec.__all__)
    assert [] == [name for name in zhiben.spec.__all__ if not hasattr(zhiben.spec, name)]
