"""Where a piece of the control team's work is shown."""

from __future__ import annotations

from collections.abc import Mapping

_LISTS: Mapping[str, str] = {"remedy": "ton-tai", "inspection": "kiem-tra", "plan-line": "ke-hoach"}


def control_page(kind: str, piece_id: str) -> str:
    """Path of its page by the kind that ``control.due`` tells; of what is not known the overview."""
    return f"/kiem-soat/{_LISTS[kind]}/{piece_id}" if kind in _LISTS else "/kiem-soat"
