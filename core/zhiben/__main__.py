"""``python -m zhiben``: the same as the ``zhiben`` command."""

from zhiben.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
