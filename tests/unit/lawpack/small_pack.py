"""A law pack with one small procedure, written to a folder so that a test can break one line of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from intake.lawpack import Finding, inspect

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "lawpack" / "heza"
SCHEMAS = ROOT / "lawpack" / "schema"

PROCEDURE = """\
key: sample
shared:
  name: "Thủ tục mẫu"
  name_en: "Sample procedure"
  field: "Lĩnh vực mẫu"
  department: dau-tu
  channels: [{channel: counter}, {channel: online, limit: {amount: 6, unit: working_hour}}]
  fee: {amount_vnd: 0, mark: V}
  online_level: full
  immediate: false
  documents:
    - {key: don, name: "Đơn đề nghị", form: original, quantity: 1, required: true}
    - {key: anh, name: "Ảnh", form: copy, quantity: 2, required: false}
  results:
    - {name: "Giấy chứng nhận", electronic: true}
  subjects: [organisation]
  legal_basis:
    - {ref: "NĐ 61/2018/NĐ-CP", mark: V}
  marks: {national_code: V, validity: V, limit: V, documents: M, steps: I, online_level: I}
  supplement: {stage: appraisal, max_requests: 1, effect_on_clock: restart, on_timeout: stop, legal_ref: "Đ19", mark: V}
  steps:
    - key: tiep-nhan
      name: "Tiếp nhận"
      name_en: "Receive"
      department: mot-cua
      role: receptionist
      budget: {amount: 1, unit: working_hour}
    - key: ky-duyet
      name: "Ký duyệt"
      name_en: "Sign"
      department: dau-tu
      role: department_head
      budget: {amount: 5, unit: working_hour}
      decides: true
    - key: tra
      name: "Trả kết quả"
      name_en: "Return"
      department: mot-cua
      role: receptionist
versions:
  - version: 1
    valid_from: 2024-01-01
    valid_to: 2025-07-01
    national_code: "1.000001"
    limit: {amount: 8, unit: working_hour}
  - version: 2
    valid_from: 2025-07-01
    national_code: "1.000002"
    limit: {amount: 2, unit: calendar_day}
    channels: [{channel: counter, limit: {amount: 1, unit: working_day}}, {channel: online}]
    steps:
      - {key: a, name: A, name_en: A, department: mot-cua, role: receptionist}
      - {key: b, name: B, name_en: B, department: lanh-dao, role: leader, decides: true}
      - {key: c, name: C, name_en: C, department: mot-cua, role: receptionist}
"""


@dataclass(frozen=True, slots=True)
class SmallPack:
    """folder: the pack; its schemas are the shipped ones."""

    folder: Path

    @classmethod
    def write(cls, folder: Path) -> SmallPack:
        (folder / "procedures").mkdir(parents=True)
        for name in ("agency", "departments", "calendar", "forms"):
            shutil.copy(SHIPPED / f"{name}.yaml", folder)
        (folder / "procedures" / "sample.yaml").write_text(PROCEDURE, encoding="utf-8")
        return cls(folder)

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces the only occurrence of ``old`` in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def findings(self) -> list[str]:
        """Every finding as an author sees it, with the path inside the pack."""
        return [str(finding).removeprefix(f"{self.folder}/") for finding in self.raw()]

    def raw(self) -> tuple[Finding, ...]:
        pack, findings = inspect(self.folder, schemas=SCHEMAS)
        assert (pack is None) == bool(findings)
        return findings
