"""What is no ledger is refused in one clear line, and nothing is written."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, USAGE

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal

HEADER = "企业名称,隐患地点,隐患描述,整改期限"
ROW = "示例矿业,二号井,未设置安全出口,2024-06-30"
TABLE = f"{HEADER}\n{ROW}\n"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def book_bytes(*rows: tuple[str | None, ...]) -> bytes:
    book, data = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(data)
    return data.getvalue()


def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to two gigabytes."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(2048):
                sheet.write(bytes(1024**2))
        package.writestr("[Content_Types].xml", "<Types/>")
    return data.getvalue()


GARBAGE = "\n".join(",".join(f"乱{row}码{column}" for column in range(50)) for row in range(30))
REFUSED = {
    "有密码": ("台账.xlsx", LOCKED, "有打开密码"),
    "截断": ("台账.xlsx", book_bytes(tuple(HEADER.split(",")))[:900], "损坏"),
    "图片": ("台账.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(60), "其实是图片"),
    "空文件": ("台账.xlsx", b"", "是空文件"),
    "空表": ("台账.xlsx", book_bytes(), "空表"),
    "杂乱": ("台账.csv", GARBAGE.encode(), "没有找到隐患台账的表头"),
    "混合编码": ("台账.csv", TABLE.encode() + "示例矿业".encode("gb18030")[:-1], "编码"),
    "密级": ("台账.csv", ("机密★10年\n" + TABLE).encode(), "密级标志"),
    "扩展名": ("台账.docx", b"x", "不认识这种扩展名"),
}


def place(office: Terminal, name: str, content: bytes) -> Path:
    path = office.folder / name
    path.write_bytes(content)
    return path


def everything(office: Terminal) -> dict[str, int]:
    entries = office("journal", "list", "--last", "9999", "--json").json()["entries"]
    files = [path.name for path in office.folder.iterdir() if "未采纳" in path.name]
    return {"entries": len(entries), "rejects": len(files)}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_in_one_line_and_nothing_is_written(office: Terminal, kind: str) -> None:
    name, content, told = REFUSED[kind]
    place(office, name, content)
    before = everything(office)

    result = office("hazard", "import", name)

    assert (DATA, "") == (result.code, result.out)
    assert told in result.err
    assert result.err.startswith(f"错误：{name}")
    assert 1 == result.err.count("\n")
    assert before == everything(office)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(office: Terminal) -> None:
    place(office, "台账.xlsx", bomb())

    result = office("hazard", "import", "台账.xlsx")

    assert DATA == result.code
    assert "错误：台账.xlsx：" in result.err


def test_one_bad_file_keeps_the_good_ones_out(office: Terminal) -> None:
    place(office, "好.csv", TABLE.encode())
    place(office, "坏.xlsx", LOCKED)
    before = everything(office)

    assert DATA == office("hazard", "import", "好.csv", "坏.xlsx").code
    assert before == everything(office)


def test_only_a_header_is_a_ledger_without_hazards(office: Terminal) -> None:
    place(office, "台账.csv", f"{HEADER}\n".encode())

    result = office("hazard", "import", "台账.csv")

    assert CLEAN == result.code
    assert "读入 0 行：采纳 0，未采纳 0。" in result.out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("台账.csv", TABLE.encode()),
        ("台账.csv", TABLE.encode("utf-8-sig")),
        ("台账.csv", TABLE.encode("gb18030")),
        ("台账.tsv", TABLE.replace(",", "\t").encode()),
        ("台账.xlsx", book_bytes(*(tuple(line.split(",")) for line in (HEADER, ROW)))),
    ],
    ids=["utf-8", "bom", "gb18030", "tsv", "xlsx"],
)
def test_each_kind_of_file_says_the_same(office: Terminal, name: str, content: bytes) -> None:
    place(office, name, content)

    assert CLEAN == office("hazard", "import", name).code
    (hazard,) = office("hazard", "list", "--json").json()["hazards"]
    assert ("示例矿业", "2024-06-30") == (hazard["enterprise"], hazard["deadline"])


def test_formulas_are_never_computed_and_links_never_followed(office: Terminal) -> None:
    rows = (tuple(HEADER.split(",")), ("示例矿业", "[别处.xlsx]表!A1", "=SUM(A1:A9)", None))
    place(office, "台账.xlsx", book_bytes(*rows))

    result = office("hazard", "import", "台账.xlsx")

    assert CLEAN == result.code
    assert "只有公式、没有存下结果" in result.out
    (hazard,) = office("hazard", "list", "--json").json()["hazards"]
    assert ("[别处.xlsx]表!A1", "=SUM(A1:A9)") == (hazard["location"], hazard["description"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--org", "没有这个单位"), "没有叫“没有这个单位”的单位"),
        (("--map", "没有.toml"), "没有.toml"),
        (("--on", "2030-01-01"), "晚于今天"),
        (("--channel", "听说"), "不在可选范围内"),
    ],
)
def test_wrong_words_are_told(office: Terminal, words: tuple[str, ...], told: str) -> None:
    place(office, "台账.csv", TABLE.encode())

    result = office("hazard", "import", "台账.csv", *words)

    assert result.code in {USAGE, DATA}
    assert told in result.err
