"""Which hazard each row of a table tells of, from one import to the next."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.digests import body_text
from zhiben.ledger.duplicates.names import Names
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazard_import.bodies import (
    apart_draft,
    apart_of,
    check_apart,
    check_row,
    check_sheet,
    row_draft,
    sheet_draft,
    sheet_of,
)
from zhiben.ledger.hazard_import.guard import HIDDEN, guarded
from zhiben.ledger.hazard_import.planning import Book, Fate, Table, TablePlan, plan_import
from zhiben.ledger.hazard_import.rows import label_of, reference_of
from zhiben.ledger.hazard_import.sources import Sender, completed, earlier_sheet, names_of
from zhiben.ledger.hazard_tables.headings import Field, Target, builtin_dictionary
from zhiben.ledger.hazard_tables.sheets import plan_sheet
from zhiben.ledger.hazards.bodies import check_record
from zhiben.ledger.hazards.numbers import numbers_after
from zhiben.ledger.units.registry import Registry
from zhiben.model.hazards import Channel
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.testing.factories import entries_of

if TYPE_CHECKING:
    from zhiben.model.entries import Draft

DICTIONARY = builtin_dictionary()
TODAY = date(2026, 11, 24)
NAMES = Names(regions=("五河县",))
CODE = "91350100M000100Y43"
HEADER = ("企业名称", "隐患地点", "隐患描述", "整改期限")
ROW = ("示例矿业", "二号井", "未设置安全出口", "2024-06-30")
OTHER = ("示例化工", "罐区", "可燃气体报警器失效", "2024-07-01")

cells = st.tuples(
    st.sampled_from(("示例矿业", "五河县示例矿业有限公司", "示例化工", "")),
    st.sampled_from(("二号井", "2号井", "罐区", "")),
    st.sampled_from(("未设置安全出口", "安全出口缺失", "报警器失效", "", "阀门锈蚀")),
    st.sampled_from(("2024-06-30", "2024-07-01", "2024227", "")),
)
WIDE = ("企业名称", "隐患描述", "隐患等级", "发现时间", "整改资金（万元）", "实际完成时间",
        "是否挂牌督办", "整改状态", "统一社会信用代码", "隐患来源", "备注")  # fmt: skip
wide_rows = st.lists(
    st.tuples(
        st.sampled_from(("示例矿业", "=1+1", "")),
        st.text(min_size=1, max_size=4) | st.just("未设置安全出口"),
        st.sampled_from(("重大", "一般", "很大", "", "无")),
        st.sampled_from(("2024.5.3", "20240503", "5月3日前", "45415", "")),
        st.sampled_from(("3.5", "35000元", "1e9", "9999999999999999", "0.001", "")),
        st.sampled_from(("2024年6月1日", "√", "100%", "")),
        st.sampled_from(("是", "否", "√", "县级", "")),
        st.sampled_from(("已整改", "整改中", "已销号", "不详", "")),
        st.sampled_from((CODE, CODE[:-1], "")),
        st.sampled_from(("企业自查", "群众举报", "别的", "")),
        st.text(max_size=3),
    ),
    max_size=5,
)
tables_of_rows = st.lists(st.lists(cells, max_size=6), min_size=1, max_size=3)


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, sheet: str = "台账",
          ledger: str = "甲", is_partial: bool = False) -> Table:  # fmt: skip
    lines = (header, *rows)
    plan = plan_sheet(lines, dictionary=DICTIONARY, today=TODAY)
    return Table(file="台账.xlsx", sheet=sheet, digest="示例", ledger=ledger, plan=plan,
                 rows=lines, is_partial=is_partial)  # fmt: skip


class Office:
    """A journal that imports are recorded in, one file after the other."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def take(self, *tables: Table) -> tuple[TablePlan, ...]:
        live = in_order(entries_of(*self.drafts))
        known = {draft.subject for draft in self.drafts}
        numbers = numbers_after(known, origin="a", office="a", year=2026)
        book = Book(live, names=NAMES, numbers=numbers)
        plans = plan_import([tables], book)
        self.drafts += [
            row_draft(one, plan.table, on=TODAY, actor="示例")
            for plan in plans
            for one in plan.placed
            if one.fate is not Fate.UNCHANGED
        ]
        return plans

    @property
    def numbers(self) -> set[str]:
        return {draft.subject for draft in self.drafts}


@given(tables_of_rows)
def test_every_row_is_accepted_or_rejected_and_every_accepted_one_placed(
    sheets: list[list[tuple[str, ...]]],
) -> None:
    for plan in Office().take(*(table(*rows, sheet=f"表{n}") for n, rows in enumerate(sheets))):
        counts = plan.counts

        assert plan.read == len(plan.table.plan.accepted) + len(plan.table.plan.rejected)
        assert len(plan.placed) == len(plan.table.plan.accepted)
        assert len(plan.placed) == counts["created"] + counts["changed"] + counts["unchanged"]


@given(tables_of_rows)
def test_the_same_file_twice_adds_nothing(sheets: list[list[tuple[str, ...]]]) -> None:
    office = Office()
    tables = [table(*rows, sheet=name) for name, rows in zip("子丑寅", sheets, strict=False)]
    office.take(*tables)
    size = len(office.drafts)

    again = office.take(*tables)

    assert size == len(office.drafts)
    assert all(plan.is_idle and not plan.absent for plan in again)


@given(wide_rows)
def test_what_a_row_says_can_be_folded_as_it_stands(rows: list[tuple[str, ...]]) -> None:
    """The store writes bodies of rows as they are, so they are JSON that its checks accept."""
    office = Office()
    office.take(table(*rows, header=WIDE))

    for draft in office.drafts:
        check_record(draft.body)
        check_row(draft.body)
        assert draft.body == json.loads(body_text(draft.body))


@given(st.lists(cells, max_size=5), st.lists(cells, max_size=5))
def test_a_longer_table_adds_and_takes_nothing_away(
    first: list[tuple[str, ...]], more: list[tuple[str, ...]]
) -> None:
    office = Office()
    office.take(table(*first))
    before = office.numbers

    (plan,) = office.take(table(*first, *more))

    assert before <= office.numbers
    assert () == plan.absent


def test_numbers_are_given_in_the_order_of_the_rows() -> None:
    (plan,) = Office().take(table(ROW, OTHER))

    assert ["YH-2026-00001", "YH-2026-00002"] == [one.number for one in plan.placed]


def test_a_row_in_two_sheets_of_a_file_is_one_hazard() -> None:
    office = Office()

    _, second = office.take(table(ROW, sheet="全部"), table(ROW, sheet="未整改"))

    assert {"YH-2026-00001"} == office.numbers
    assert [Fate.MERGED] == [one.fate for one in second.placed]


def test_a_renamed_sheet_is_still_the_same_source() -> None:
    office = Office()
    office.take(table(ROW, sheet="一月"))

    (plan,) = office.take(table(ROW, sheet="汇总"))

    assert plan.is_idle


def test_another_source_with_the_very_row_says_nothing_new() -> None:
    office = Office()
    office.take(table(ROW))

    (plan,) = office.take(table(ROW, ledger="乙"))

    assert plan.is_idle


def test_a_part_of_a_table_leaves_nothing_out() -> None:
    office = Office()
    office.take(table(ROW, OTHER))

    (plan,) = office.take(table(ROW, is_partial=True))
    assert () == plan.absent
    (plan,) = office.take(table(ROW))
    assert ("YH-2026-00002",) == plan.absent


def test_two_numbers_of_one_table_are_two_hazards_however_alike() -> None:
    office = Office()
    header = ("隐患编号", *HEADER)
    office.take(table(("AQ-2024-2", *ROW), header=header))

    (plan,) = office.take(table(("AQ-2024-1", *ROW), ("AQ-2024-2", *ROW), header=header))

    assert [Fate.CREATED, Fate.UNCHANGED] == [one.fate for one in plan.placed]


def test_a_sheet_on_record_reads_the_next_one() -> None:
    header = ("完成时间", *HEADER[:3])
    targets = {"完成时间": Target(field=Field.DEADLINE)}
    lines = (header, ("2024-06-30", *ROW[:3]))
    plan = plan_sheet(lines, dictionary=DICTIONARY, today=TODAY, targets=targets)
    one = evolve(table(ROW), plan=plan, rows=lines, given=targets)
    (filed,) = Office().take(one)

    (entry,) = entries_of(sheet_draft(filed, on=TODAY, actor="示例"))
    known = sheet_of(entry)

    assert targets == known.targets
    check_sheet(entry.body)
    assert known == earlier_sheet([known], ledger="甲", sheet="台账（6月）")
    assert known == earlier_sheet([known], ledger="甲", sheet="别的")
    assert earlier_sheet([known], ledger="乙", sheet="台账") is None


@pytest.mark.parametrize("key", ["ledger", "read", "map", "totals"])
def test_a_damaged_sheet_is_found(key: str) -> None:
    (plan,) = Office().take(table(ROW))
    body = dict(sheet_draft(plan, on=TODAY, actor="示例").body)
    damaged = {"ledger": 1, "read": "1", "map": {"列": 1}, "totals": [{"row": "1"}]}

    with pytest.raises(TypeError):
        check_sheet({**body, key: damaged[key]})


def test_a_damaged_row_or_pair_is_found() -> None:
    body = {"ledger": "甲", "source": {"sheet": "台账"}}

    check_row({})
    check_row(body)
    for damaged in ({"reference": 1}, {"again": "1"}, {"extras": {"列": 1}}):
        with pytest.raises(TypeError):
            check_row({**body, **damaged})
    with pytest.raises(TypeError):
        check_apart({"other": 1, "reason": ""})


def test_a_pair_told_apart_is_one_pair_in_either_order() -> None:
    pairs = [("YH-1", "YH-2"), ("YH-2", "YH-1")]
    drafts = [apart_draft(*pair, reason="示例", on=TODAY, actor="示例") for pair in pairs]

    assert drafts[0] == drafts[1]
    assert {frozenset(pairs[0])} == apart_of(entries_of(*drafts, *Office().drafts))


@pytest.mark.parametrize(
    ("one", "other"),
    [("隐患台账2024年5月", "隐患台账2024年06月"), ("台账202405", "台账20240630"),
     ("台账 (2)", "台账"), ("台账.未采纳", "台账"), ("台账5月份（1）", "台账６月份"),
     ("台账第一季度", "台账二季度"), ("台账_2024-05", "台账")],
)  # fmt: skip
def test_a_source_is_called_the_same_every_month(one: str, other: str) -> None:
    assert label_of(one) == label_of(other)


def test_two_sources_are_not_called_the_same() -> None:
    names = ("1号矿台账", "2号矿台账", "5月", "6月")

    assert len(names) == len(set(map(label_of, names)))


def test_a_short_number_counts_rows() -> None:
    assert ("", "", "AQ-7", "2024000123") == tuple(
        map(reference_of, (None, "00012", "AQ-7", "2024000123"))
    )


def test_a_sender_stands_for_what_rows_leave_out_only() -> None:
    unit = Organisation(id="a", name="示例矿业", kind=OrganisationKind.ENTERPRISE, credit_code=CODE)
    sender = Sender(unit=unit, channel=Channel.SELF)

    plan = completed(table(("", *ROW[1:]), OTHER).plan, sender)

    first, second = (row.details for row in plan.accepted)
    assert ("示例矿业", CODE, Channel.SELF) == (first.enterprise, first.credit_code, first.channel)
    assert ("示例化工", None) == (second.enterprise, second.credit_code)
    assert "示例矿业·self" == sender.ledger("台账")
    assert "台账" == Sender().ledger("台账5月")


def test_an_office_knows_where_it_is_and_what_units_are_called() -> None:
    firms = [
        Organisation(id=code or "b", name=name, kind=OrganisationKind.ENTERPRISE,
                     aliases=(alias,), credit_code=code)
        for name, alias, code in (("示例矿业", "矿业", CODE), ("示例化工", "化工", None))
    ]  # fmt: skip

    names = names_of(Registry.of(firms), "安徽省蚌埠市五河县安全生产委员会")

    assert ("安徽省", "蚌埠市", "五河县") == names.regions
    assert {"示例矿业": CODE, "矿业": CODE, "化工": "示例化工"} == names.aliases
    assert () == names_of(Registry.of(()), "某委员会").regions


def test_what_is_no_ledger_or_tells_of_no_reporter_stays_as_it_is() -> None:
    for lines in ((("随便",),), (HEADER, ROW)):
        kept = guarded(lines, dictionary=DICTIONARY, targets={}, channel=None)

        assert (lines, (), ()) == kept


def test_no_map_makes_a_reporter_somebody_else() -> None:
    lines = (("举报人", "企业名称", "隐患描述"), ("示例甲", "示例厂", "出口被堵"))
    targets = {"举报人": Target(field=Field.OWNER)}

    kept = guarded(lines, dictionary=DICTIONARY, targets=targets, channel=None)

    assert ("", "示例厂", "出口被堵") == kept.rows[1]


def test_columns_about_reporters_are_emptied_and_sentences_covered() -> None:
    header = ("举报人", "联系电话", "企业名称", "隐患描述", "整改责任人")
    row = ("示例甲", "13812345678", "示例厂", "来电人：示例乙，13812345678说出口被堵", "示例丙")

    kept = guarded((header, row), dictionary=DICTIONARY, targets={}, channel=Channel.REPORT)

    assert (("举报人", "联系电话"), (2,)) == (kept.hidden, kept.masked)
    expected = (HIDDEN, HIDDEN, "示例厂", "来电人：***，138****5678说出口被堵", "示例丙")
    assert expected == kept.rows[1]
