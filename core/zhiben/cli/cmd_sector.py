"""``zhiben sector CODE …``: the commands that plugins add, imported only when they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.cli.commands import Group, Member

if TYPE_CHECKING:
    import click

    from zhiben.plugins import Loaded


class SectorGroup(Group):
    """A group with one member for each installed sector, found by metadata alone."""

    is_of_plugins = True

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the codes of the wanted sectors."""
        del ctx
        from zhiben.cli.sectors import selection
        from zhiben.plugins import discover

        wanted = selection(frozenset())
        return sorted({one.code for one in discover() if wanted.wants(one.code)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one sector and return its commands as a group.

        Raises:
            PluginError: when the plugin of that sector fails.
        """
        code = cmd_name.upper()
        if code not in self.list_commands(ctx):
            return None
        from zhiben.cli.sectors import load_one

        return _group(load_one(code, hooks=("zhiben_commands",)))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sector, in capitals or not."""
        return super().resolve_command(ctx, [args[0].upper(), *args[1:]])

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return the codes, without importing any plugin."""
        return [(code, "该行业插件自带的命令。") for code in self.list_commands(ctx)]


sector = SectorGroup(
    "sector",
    short_help="行业插件自带的命令。",
    help="行业插件自带的命令：zhiben sector 代码 命令。",
    example="zhiben sector --help",
)


def _group(loaded: Loaded) -> Group:
    """Return a sector's commands."""
    from zhiben.spec import Command

    return Group(
        loaded.sector.code,
        short_help=loaded.sector.title,
        help=f"{loaded.sector.title}（{loaded.found.name}）自带的命令。",
        example=f"zhiben sector {loaded.sector.code} --help",
        members={
            one.name: Member(one.target, one.summary)
            for one in loaded.records["zhiben_commands"]
            if isinstance(one, Command)
        },
    )
