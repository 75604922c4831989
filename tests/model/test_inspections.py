from __future__ import annotations

from zhiben.model.inspections import Form


def test_a_checklist_belongs_to_the_sector_its_code_begins_with() -> None:
    form = Form(code="GAS-C1", title="示例", distribution="zhiben-gas", version="1.0", revision=1)

    assert "GAS" == form.sector
