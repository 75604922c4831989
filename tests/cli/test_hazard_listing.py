"""``zhiben hazard listing``: hazards are listed in batches, which balance, and delisted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.testing.hazard_walks import hazard, take_photo

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

FIRST, SECOND = "YH-2026-00001", "YH-2026-00002"
LIST = (
    "--authority 示例县安委会 --level county --batch 示例第1批 --document 示例〔2026〕3号 "
    "--deadline 2026-09-30 --on 2026-06-01"
)
PLAN = "--owner 示例丙 --measures 拆除 --funds 1万元 --deadline 2026-12-31 --contingency 停用"
PASSED = "--result pass --reviewers 示例戊、示例己 --opinion 同意"
ADD = (
    "add --channel inspection --enterprise 示例厂 --description 示例 --unit 县应急局 "
    "--person 示例甲 --on 2026-05-06 --location"
)
DELIST = "--document 示例〔2026〕9号 --on 2026-07-01"


@pytest.fixture
def two(office: Terminal) -> Terminal:
    """Two hazards that were judged to be major."""
    for number, place in ((FIRST, "一车间"), (SECOND, "二车间")):
        for words in (
            f"{ADD} {place}",
            f"verify {number} --unit 县应急局 --reviewer 示例乙 --on 2026-05-07",
            f"judge {number} --by-hand --standard 示例 --clauses 一 --reason 示例 --on 2026-05-08",
        ):
            assert CLEAN == hazard(office, words).code
    return office


def walk(office: Terminal, number: str, *, by: str = "示例县安委会") -> None:
    """Bring a hazard to its closing by a unit, after a month."""
    photo = take_photo(office)
    for words in (
        "register --national-number 示例 --on 2026-06-02",
        "notify --principal 示例丙 --controller 示例丁 --delivery 示例 --on 2026-06-03",
        f"plan {PLAN} --on 2026-06-04",
        "rectify --monitoring 巡查 --on 2026-06-05",
        f"apply --report 已拆 --done-on 2026-06-20 --evidence {photo} --on 2026-06-21",
        f"accept --unit 县住建局 {PASSED} --on 2026-06-22",
        f"close --unit {by} --approval 示例 --closer 示例庚 --on 2026-06-25",
    ):
        name, _, rest = words.partition(" ")
        result = hazard(office, name, number, rest)
        assert CLEAN == result.code, result.err


def listings(office: Terminal, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hazard(office, "listing list --json", *words).json()["listings"]
    return found


def test_several_hazards_are_listed_at_once(two: Terminal) -> None:
    result = hazard(two, f"listing add {FIRST} {SECOND}", LIST, "--sponsor 示例丙")

    assert [
        f"已记入台账 office:46：{FIRST} 由示例县安委会挂牌督办，时限 2026-09-30。",
        f"已记入台账 office:47：{SECOND} 由示例县安委会挂牌督办，时限 2026-09-30。",
    ] == result.out.splitlines()
    assert [
        (FIRST, "county", "示例第1批", "示例丙"),
        (SECOND, "county", "示例第1批", "示例丙"),
    ] == [(one["number"], one["level"], one["batch"], one["sponsor"]) for one in listings(two)]
    assert [] == listings(two, "--as-of 2026-05-31")
    assert "共 2 块牌，2 项隐患。" in hazard(two, "listing list").out


def test_all_are_listed_or_none(two: Terminal) -> None:
    hazard(two, f"listing add {SECOND}", LIST)

    again = LIST.replace("第1批", "第2批")
    result = hazard(two, f"listing add {FIRST} {SECOND}", again)

    assert (USAGE, "") == (result.code, result.out)
    assert "示例县安委会已经挂牌（示例第1批），摘牌以后才能再挂" in result.err
    assert [SECOND] == [one["number"] for one in listings(two)]


def test_the_same_listing_is_recorded_once(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)

    result = hazard(two, f"listing add {FIRST}", LIST)
    assert f"台账里已有（office:46），没有再记：{FIRST} 由示例县安委会挂牌督办" in result.out
    assert 1 == len(listings(two))


def test_what_a_listing_lacks_is_told_all_at_once(two: Terminal) -> None:
    result = hazard(two, f"listing add {FIRST} --authority 示例县安委会")

    asked = ("--level 级别", "--batch 批次", "--document 文号", "--deadline 督办时限")
    assert [f"  缺 {one}" for one in asked] == result.err.splitlines()[1:]


def test_a_listed_hazard_is_closed_by_the_authority_and_then_delisted(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)
    early = hazard(two, f"listing remove {FIRST}", DELIST)
    walk(two, FIRST)
    result = hazard(two, f"listing remove {FIRST}", DELIST, "--public-on 2026-07-02")

    assert f"{FIRST} 2026-07-01 时是“重大已判定”，不能摘牌。" in early.err
    assert f"{FIRST} 摘牌，不再挂牌督办。" in result.out
    assert [] == listings(two)
    (one,) = listings(two, "--all")
    assert ("2026-07-01", "示例〔2026〕9号", "2026-07-02") == tuple(
        one["delisting"][key] for key in ("on", "document", "public_on")
    )


def test_another_unit_does_not_close_it(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)
    walk(two, FIRST)
    closing = hazard(two, f"history {FIRST}").out.splitlines()[-1].split()[0]
    two("undo", closing, "--reason", "示例")

    result = hazard(two, f"close {FIRST} --unit 县应急局 --approval 示例 --closer 示例庚")
    assert (USAGE, "  挂牌督办的由挂牌机关销号，须由示例县安委会办理") == (
        result.code, result.err.splitlines()[-1],
    )  # fmt: skip


def test_the_same_delisting_is_recorded_once(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)
    walk(two, FIRST)
    hazard(two, f"listing remove {FIRST}", DELIST)

    result = hazard(two, f"listing remove {FIRST}", DELIST)
    assert result.out.startswith("台账里已有")


def test_several_authorities_delist_one_by_one(two: Terminal) -> None:
    city = LIST.replace("示例县安委会", "示例市安委会").replace("county", "市")
    hazard(two, f"listing add {FIRST}", LIST)
    hazard(two, f"listing add {FIRST}", city)
    walk(two, FIRST)

    unclear = hazard(two, f"listing remove {FIRST}", DELIST)
    one = hazard(two, f"listing remove {FIRST}", DELIST, "--authority 示例县安委会")
    assert "缺 --authority 挂牌机关" in unclear.err
    assert f"{FIRST} 摘牌；还有示例市安委会挂牌督办。" in one.out
    assert hazard(two, f"show {FIRST} --json").json()["listed"]


def test_a_batch_balances_and_names_what_it_carries_over(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)
    later = LIST.replace("第1批", "第2批").replace("2026-06-01", "2026-08-01")
    hazard(two, f"extend {FIRST} --until 2026-12-31 --reason 示例 --on 2026-07-01")
    hazard(two, f"extend {FIRST} --decide grant --document 示例4号 --on 2026-07-05")
    hazard(two, f"listing add {SECOND}", later)

    first = hazard(two, "listing batch 示例第1批")
    second = hazard(two, "listing batch 示例第2批 --json").json()["balances"]
    assert [
        "示例县安委会 示例第1批（2026-06-01 至 2026-07-31）",
        "期初 0 ＋ 新增 1 − 摘牌 0 ＝ 期末 1（项）",
    ] == first.out.splitlines()[:2]
    assert [FIRST, "示例厂", "新增", "继续挂牌", "2026-12-31", "延期", "1", "次"] == (
        first.out.splitlines()[-1].split()
    )
    assert [(1, 1, 0, 2)] == [
        tuple(one[key] for key in ("opening", "new", "delisted", "closing")) for one in second
    ]
    assert [(FIRST, True), (SECOND, False)] == [
        (one["number"], one["carried_in"]) for one in second[0]["listings"]
    ]


def test_a_delisted_one_is_shown_in_the_batch_it_left(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)
    walk(two, FIRST)
    hazard(two, f"listing remove {FIRST}", DELIST)

    result = hazard(two, "listing batch 示例第1批 --authority 示例县安委会")
    assert "期初 0 ＋ 新增 1 − 摘牌 1 ＝ 期末 0（项）" in result.out
    assert "2026-07-01 摘牌（示例〔2026〕9号）" in result.out


def test_an_unknown_batch_is_refused_with_those_there_are(two: Terminal) -> None:
    none = hazard(two, "listing batch 示例 --as-of 2026-06-30")
    hazard(two, f"listing add {FIRST}", LIST)
    other = hazard(two, "listing batch 示例 --as-of 2026-06-30")

    assert "到 2026-06-30 没有批次“示例”，还没有挂牌。" in none.err
    assert "到 2026-06-30 没有批次“示例”，有的是：示例县安委会 示例第1批。" in other.err


def test_undoing_a_listing_ends_it(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)

    assert CLEAN == two("undo", "46", "--reason", "示例").code
    assert [] == listings(two, "--all")


def test_a_listing_is_not_amended_away(two: Terminal) -> None:
    hazard(two, f"listing add {FIRST}", LIST)

    result = hazard(two, f"amend {FIRST} --not-listed --reason 示例")
    assert f"{FIRST} 由机关挂牌督办，摘牌请用 zhiben hazard listing remove。" in result.err


def test_a_merged_hazard_is_not_listed_but_the_one_it_went_into(two: Terminal) -> None:
    hazard(two, f"merge {SECOND} --into {FIRST} --reason 示例 --on 2026-05-20")

    result = hazard(two, f"listing add {SECOND}", LIST)
    assert f"{SECOND} 已并入 {FIRST}，请写 {FIRST}。" in result.err


def test_nothing_is_listed_before_it_was_recorded(two: Terminal) -> None:
    result = hazard(two, f"listing add {FIRST}", LIST.replace("2026-06-01", "2026-05-01"))

    assert f"{FIRST} 到 2026-05-01 还没有登记" in result.err


def test_a_listing_is_not_recorded_before_a_closing_it_would_have_forbidden(two: Terminal) -> None:
    walk(two, FIRST, by="县应急局")

    result = hazard(two, f"listing add {FIRST}", LIST.replace("2026-06-01", "2026-06-23"))
    assert "在 2026-06-23 补记挂牌督办，后来的记录就不成立了" in result.err
