"""What is no ledger is refused in one clear line, and nothing is written."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

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


SHEET = book_bytes(tuple(HEADER.split(",")), tuple(ROW.split(",")))


def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to more than a gigabyte."""
    data = BytesIO(SHEET)
    with (
        zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/worksheets/sheet2.xml", "w") as sheet,
    ):
        for _ in range(1025):
            sheet.write(bytes(1024**2))
    return data.getvalue()


def packed(data: bytes, **changes: tuple[bytes, bytes]) -> bytes:
    """Return a workbook with something put in the place of something else in some parts."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(made, "w") as package:
        for name in given.namelist():
            old, new = changes.get(name.rsplit("/", 1)[-1].split(".")[0], (b"", b""))
            package.writestr(name, given.read(name).replace(old, new, 1))
    return made.getvalue()


def entities(what: bytes) -> tuple[bytes, bytes]:
    """Return what turns a text of a part into a thousand million times lol."""
    grown = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return what, b'<!DOCTYPE a [<!ENTITY a0 "lol">' + grown + b"]>" + what


def charts_only() -> bytes:
    book, data = Workbook(), BytesIO()
    book.create_chartsheet("图").add_chart(BarChart())
    book.remove(book.worksheets[0])
    book.save(data)
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
    "杂乱工作簿": (
        "台账.xlsx",
        book_bytes(*(tuple(line.split(",")) for line in GARBAGE.split("\n"))),
        "没有找到隐患台账的表头",
    ),
    "远处误填": ("台账.xlsx", book_bytes(("x",) * 16384, *[("x",)] * 4000), "多半是误填"),
    "图片改名": ("台账.xls", b"\xff\xd8\xff\xe0" + bytes(60), "其实是图片"),
    "论文改名": ("台账.xlsx", b"%PDF-1.7\n" + bytes(60), "其实是PDF 文件"),
    "只有图表": ("台账.xlsx", charts_only(), "里面没有工作表"),
    "空字节": ("台账.csv", (TABLE + "\0\n").encode(), "空字节"),
    "半个字": ("台账.csv", TABLE.encode()[:-17], "编码"),
    "两种编码": ("台账.csv", TABLE.encode("gb18030") + TABLE.encode(), "编码"),
    "半个文本": ("台账.csv", (TABLE + '示例,"一号').encode(), "引号不成对"),
    "膨胀的工作簿": (
        "台账.xlsx",
        packed(packed(SHEET, workbook=entities(b"<workbook")), workbook=(b'"Sheet"', b'"&a9;"')),
        "损坏或不完整",
    ),
    "膨胀的格子": (
        "台账.xlsx",
        packed(packed(SHEET, sheet1=entities(b"<worksheet")), sheet1=("二号井".encode(), b"&a9;")),
        "损坏或不完整",
    ),
    "外部实体": (
        "台账.xlsx",
        packed(
            packed(
                SHEET,
                sheet1=(
                    b"<worksheet",
                    b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet',
                ),
            ),
            sheet1=("二号井".encode(), b"&a;"),
        ),
        "损坏或不完整",
    ),
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


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_unread(office: Terminal) -> None:
    place(office, "台账.xlsx", bomb())
    before = everything(office)

    result = office("hazard", "import", "台账.xlsx")

    assert DATA == result.code
    assert "解压后有 1,07" in result.err
    assert before == everything(office)


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.csv"])
def test_two_gigabytes_are_refused_by_their_size(office: Terminal, name: str) -> None:
    """The file has no contents on the disk: reading it would not be noticed by its time only."""
    with (office.folder / name).open("wb") as file:
        file.truncate(2 * 1024**3)

    result = office("hazard", "import", name)

    told = f"错误：{name}：有 2,147,483,648 字节，超过上限 209,715,200 字节，请拆分后再导入。\n"
    assert (DATA, told) == (result.code, result.err)


def test_more_rows_than_any_county_has_are_refused(office: Terminal) -> None:
    lines = (f"示例矿业,二号井,隐患{n},2024-06-30\n" for n in range(300_000))
    (office.folder / "长.csv").write_text("".join((f"{HEADER}\n", *lines)), encoding="utf-8")
    before = office("journal", "list", "--json").out
    result = office("hazard", "import", "长.csv")

    assert (DATA, "错误：长.csv：超过 300,000 行，请拆分后再导入。\n") == (result.code, result.err)
    assert before == office("journal", "list", "--json").out


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
