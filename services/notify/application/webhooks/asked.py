"""What is asked of an endpoint, checked: every wrong field is named at once."""

from __future__ import annotations

import re
from collections.abc import Collection

from chassis.kernel.errors import invalid
from notify.application.webhooks.ports import Address
from notify.domain.selection import Selection
from notify.domain.subscribers import MOST_VALUES

LONGEST_DESCRIPTION = 200
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_EMAIL = re.compile(r"(?=.{3,254}\Z)[\w.+'-]+@[\w-]+(\.[\w-]+)+")


def check_asked(
    url: str,
    description: str,
    selection: Selection,
    address: Address,
    types: Collection[str],
    *,
    name: str = "-",
    contact_email: str = "",
) -> None:
    """Raises Problem ``invalid-request``."""
    wrong = {}
    if not _NAME.fullmatch(name):
        wrong["name"] = "write 1 to 40 of a-z, 0-9 and -"
    if fault := address(url):
        wrong["url"] = fault
    if len(description) > LONGEST_DESCRIPTION or not (description.isprintable() or not description):
        wrong["description"] = f"write at most {LONGEST_DESCRIPTION} characters on one line"
    if contact_email and not _EMAIL.fullmatch(contact_email):
        wrong["contact_email"] = "write an e-mail address such as van-hanh@don-vi.example"
    if odd := sorted(selection.types.difference(types)):
        wrong["selection.types"] = f"no such type: {odd[0][:80]}; see /v1/event-types"
    for question in ("agencies", "departments", "types", "procedures"):
        if len(getattr(selection, question)) > MOST_VALUES:
            wrong[f"selection.{question}"] = f"at most {MOST_VALUES}; leave it empty for all"
    if wrong:
        raise invalid("invalid-request", f"Correct these fields: {', '.join(sorted(wrong))}.", **wrong)
