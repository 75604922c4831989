"""Who reported a hazard never gets from a table into anything that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import FINDINGS

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

NAME, PHONE, IDENTITY, PLACE = "金丝雀", "13812345678", "110101199003070118", "雀儿巷七号"
CANARIES = (NAME, PHONE, IDENTITY, PLACE)
HEADINGS = "举报人姓名,举报电话,身份证号,住址,企业名称,隐患地点,隐患描述,发现时间,隐患来源"
TOLD = f"举报人：{NAME}，电话{PHONE}，反映安全出口被堵"


def written(office: Terminal, *, but: str) -> bytes:
    files = [path for path in office.folder.rglob("*") if path.is_file() and path.name != but]
    return b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("channel", "source"), [("report", ""), (None, "群众举报"), ("report", "群众举报")]
)
def test_nothing_written_or_shown_tells_of_a_reporter(
    office: Terminal, channel: str | None, source: str
) -> None:
    rows = [
        f"{NAME},{PHONE},{IDENTITY},{PLACE},示例矿业,二号井,{TOLD},{day},{source}"
        for day in ("2024-05-03", "2024227")
    ]
    rows.append(f"同上,同上,同上,同上,示例化工,罐区,同上,2024-05-04,{source}")
    text = "\n".join((HEADINGS, *rows)) + "\n"
    (office.folder / "举报.csv").write_text(text, encoding="utf-8")
    words = ("--channel", channel) if channel else ()

    shown = [office("hazard", "import", "举报.csv", *words, *more)
             for more in (("--dry-run",), (), ("--json",))]  # fmt: skip
    shown += [office("journal", "list", "--last", "9999", "--json")]
    asked = (("list", "--json"), ("show", "YH-2026-00001"), ("duplicates",))
    shown += [office("hazard", *more) for more in asked]

    assert FINDINGS == shown[1].code, shown[1].err
    assert "“举报人姓名”、“举报电话”、“身份证号”、“住址”是举报人的信息，没有写入" in shown[1].out
    assert "安全出口被堵" in shown[3].out
    kept = written(office, but="举报.csv")
    assert "示例矿业".encode() in kept
    for canary in CANARIES:
        assert canary.encode() not in kept
        assert not any(canary in one.out + one.err for one in shown)


def test_people_of_the_enterprise_are_no_reporters(office: Terminal) -> None:
    headings = "企业名称,隐患地点,隐患描述,整改责任人,责任人电话,联系电话"
    row = "示例矿业,二号井,未设置安全出口,示例甲,0552-5021234,0552-5021235"
    (office.folder / "台账.csv").write_text(f"{headings}\n{row}\n", encoding="utf-8")
    office("hazard", "import", "台账.csv", "--channel", "self")

    (entry,) = office("journal", "list", "--kind", "hazard.record", "--json").json()["entries"]

    assert {"责任人电话", "联系电话"} == set(entry["body"]["extras"])
    assert "示例甲" == entry["body"]["details"]["owner"]
