# 治本 · 常用命令。只需要 Python ≥ 3.11（含 venv、pip）和 make；虚拟环境 .venv 由这里自动建立。
#   make demo   安装并运行演示
#   make test   全部测试（含覆盖率）
#   make check  格式、规则、类型、依赖方向
#   make dev    建好开发环境
#   make bench  性能对比
#   make plugin CODE=SCH TITLE=校园安全   新建一个行业插件的骨架（可加 LEAD=县教体局 DEST=plugins/school）
#   make lock   重新冻结第三方版本到 constraints.txt
# 用其他解释器：make dev PYTHON=python3.12

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
SECTORS := $(patsubst %/pyproject.toml,%,$(sort $(wildcard plugins/*/pyproject.toml)))
PINS   := pyproject.toml constraints.txt $(SECTORS:%=%/pyproject.toml)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check dev bench plugin lock python

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.stamp-run
	@$(BIN)/zhiben demo

test: $(VENV)/.stamp-dev
	@$(BIN)/python -m pytest -n 2 --cov

check: $(VENV)/.stamp-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

dev: $(VENV)/.stamp-dev

bench: $(VENV)/.stamp-dev
	@broken=0; for file in bench/bench_*.py; do \
	  $(BIN)/python "$$file" || broken=1; \
	done; exit $$broken

plugin: DEST ?= plugins/$(shell echo '$(CODE)' | tr A-Z a-z)
plugin: $(VENV)/.stamp-run
	@$(BIN)/zhiben plugin new '$(CODE)' --title '$(TITLE)' $(if $(LEAD),--lead '$(LEAD)') --dest '$(DEST)'

# The newest versions the declared ranges allow, together with the build back end and its needs.
lock: python
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --upgrade pip
	build/lock/bin/python -m pip install --quiet -e '.[dev]' hatchling
	build/lock/bin/python -m pip freeze --exclude-editable > build/lock/constraints.txt
	mv build/lock/constraints.txt constraints.txt
	rm -rf build/lock

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || \
	  { echo "错误：找不到 $(PYTHON)。请安装 Python 3.11 或更高版本，或指定：make PYTHON=/路径/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "错误：$(PYTHON) 的版本低于 3.11。请指定更新的解释器，例如：make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' >/dev/null 2>&1 || \
	  { echo "错误：$(PYTHON) 缺少 venv 模块。请先安装它（Debian、Ubuntu、麒麟上的包名是 python3-venv）。" >&2; exit 1; }

$(BIN)/python:
	@$(MAKE) --no-print-directory python
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-run: $(PINS) | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e . $(SECTORS:%=-e %)
	@touch $@

$(VENV)/.stamp-dev: $(PINS) requirements-dev.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -r requirements-dev.txt
	@touch $@ $(VENV)/.stamp-run
