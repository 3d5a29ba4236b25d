"""Dossiers to file, each valid by the real catalogue (GET /v1/procedures)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from load.outcome import Request
from load.stage import Served

APPLICANTS = 16
DIFFERENT = 200


async def filings(intake: Served) -> tuple[Request, ...]:
    """200 different requests, two thirds of them online by 16 applicants, the others at the counter."""
    draw = random.Random(7)
    catalogue: Any = (await intake.get("/v1/procedures"))["items"]
    applicants = [intake.token(f"dn.{number}", "applicant") for number in range(APPLICANTS)]
    made: list[Request] = []
    while len(made) < DIFFERENT:
        procedure = draw.choice(catalogue)
        offered = {offer["channel"] for offer in procedure["channels"]}
        channel = "online" if "online" in offered and draw.random() < 0.67 else "counter"
        if channel in offered:
            token = draw.choice(applicants) if channel == "online" else intake.receptionist
            body = _filing(procedure, channel, draw)
            made.append(Request(method="POST", path="/v1/dossiers", token=token, body=orjson.dumps(body).decode()))
    return tuple(made)


def _filing(procedure: Mapping[str, Any], channel: str, draw: random.Random) -> dict[str, Any]:
    return {
        "procedure": procedure["key"],
        "channel": channel,
        "applicant": _applicant(procedure["subjects"], draw.randint(1, 99_999)),
        "documents": [
            {"key": document["key"], "quantity": document["quantity"]}
            for document in procedure["documents"]
            if document["required"]
        ],
        "request": "Đề nghị giải quyết theo quy định; nhận kết quả qua thư điện tử và tại quầy.",
    }


def _applicant(subjects: Sequence[str], number: int) -> dict[str, str]:
    shared = {
        "address": f"Lô {number % 60 + 1}, KCN Đình Vũ, phường Đông Hải, Hải Phòng",
        "phone": f"09{number:08}",
        "email": f"lienhe{number}@vidu.vn",
    }
    if "organisation" in subjects:
        name = f"Công ty TNHH Thiết bị Chính xác số {number}"
        return shared | {"kind": "organisation", "name": name, "identity_number": f"02{number:08}"}
    return shared | {"kind": "individual", "name": "Nguyễn Thị Mẫu", "identity_number": f"031{number:09}"}
