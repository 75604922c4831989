"""``zhiben plugin new``: a new plugin, complete and ready to install."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import format_option
from zhiben.cli.output import note, show_json

if TYPE_CHECKING:
    from collections.abc import Sequence


@command(
    "new",
    summary="新建一个行业插件的骨架。",
    details=(
        "写出一个完整的插件：每种记录各有一个标明“示例”的样子，装上就能用，改成本行业的内容即可。"
        "不联网。--data-only 的插件不用编程，全部内容在 TOML 文件里。"
    ),
    example=(
        "zhiben plugin new SCH --title 校园安全 --lead 县教体局\n"
        "zhiben plugin new SCH --title 校园安全 --data-only --dest 校园插件"
    ),
)
@click.argument("code", metavar="代码")
@click.option("--title", required=True, metavar="标题", help="行业名称，如 校园安全（必填）。")
@click.option("--lead", "leads", multiple=True, metavar="单位", help="牵头单位，可写多次。")
@click.option(
    "--dest", type=click.Path(path_type=Path), metavar="文件夹",
    help="写到哪里，须是新的或空的文件夹；默认当前文件夹下的 zhiben-代码。",
)  # fmt: skip
@click.option("--data-only", is_flag=True, help="只有数据：不用编程，判定只用直接问得到的事实。")
@format_option()
def new(
    *, code: str, title: str, leads: Sequence[str], dest: Path | None, data_only: bool, form: str
) -> None:
    """Write a new plugin's distribution."""
    from zhiben.plugins import discover
    from zhiben.plugins.discovery import rivals
    from zhiben.scaffold.distribution import files_of, outlined, write_files

    outline = outlined(code, title, leads=leads, is_data_only=data_only)
    folder = dest if dest is not None else Path(outline.distribution)
    files = files_of(outline)
    write_files(folder, files)
    for one in rivals(discover(), outline.code):
        note(f"代码 {outline.code} 已由装着的 {one.distribution} 使用，两个不能同时装。")
    if form == "json":
        show_json({"code": outline.code, "folder": str(folder), "files": sorted(files)})
        return
    click.echo(
        f"已在 {folder} 写好 {outline.distribution}（{outline.title}），{len(files)} 个文件。"
    )
    click.echo(
        f"接下来：pip install --no-build-isolation --no-deps -e {folder} 装上，"
        f"zhiben plugin check {folder} 检查，再把 catalog 里标“示例”的换成正式内容。"
    )
