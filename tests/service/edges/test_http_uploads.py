"""A file in a body: as a form, in any pieces, or as the body itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from service.edges.loans import Loans
from service.edges.test_http_problems import problem

FORM = {"Content-Type": "multipart/form-data; boundary=xx"}
CONTENT = b"\r\n--x\r\n" + bytes(range(256)) * 4 + b"\r\n--"


def form(*parts: tuple[str, bytes]) -> bytes:
    held = [f"--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts]
    return b"".join([*held, b"--xx--\r\n"])


async def pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
async def test_a_form_is_read_in_whatever_pieces_it_comes(loans: Loans, size: int) -> None:
    file = ('name="file"; filename="Hộ chiếu.pdf"', CONTENT)
    sent = form(('name="note"', b"hello"), file, ('name="b"', b"x"))
    answer = await loans.client.post("/v1/pictures", content=pieces(sent, size), headers=FORM)
    assert answer.json() == ["Hộ chiếu.pdf", len(CONTENT), None]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename*=UTF-8''H%E1%BB%99%20chi%E1%BA%BFu.pdf", "Hộ chiếu.pdf"),
        ("attachment; filename=\"a.pdf\"; filename*=UTF-8''%E1%BB%99.pdf", "ộ.pdf"),
        ('inline; filename="với dấu.pdf"', "với dấu.pdf"),
    ],
)
async def test_a_body_has_its_name_in_a_header(loans: Loans, disposition: str, name: str) -> None:
    headers = {"Content-Disposition": disposition.encode()}
    answer = await loans.client.post("/v1/pictures", content=CONTENT, headers=headers)  # type: ignore[arg-type]
    assert answer.json() == [name, len(CONTENT), None]


@pytest.mark.parametrize("header", ["Content-Digest", "Repr-Digest", "Digest"])
async def test_a_digest_is_read_from_any_of_its_headers(loans: Loans, header: str) -> None:
    value = "sha-512=:AA==:, sha-256=:AQID:" if header != "Digest" else "SHA-256=AQID"
    headers = {"Content-Disposition": 'attachment; filename="a"', header: value}
    assert (await loans.client.post("/v1/pictures", content=b"x", headers=headers)).json()[2] == "010203"


async def test_what_is_no_upload_is_refused(loans: Loans) -> None:
    whole = form(('name="file"; filename="a"', b"x"))
    for sent, headers, slug in (
        (b"x", {}, "invalid-request"),
        (b"x", {"Content-Disposition": "attachment"}, "invalid-request"),
        (whole, {"Content-Type": "multipart/form-data"}, "upload-malformed"),
        (whole, {"Content-Type": f"multipart/form-data; boundary={'x' * 300}"}, "upload-malformed"),
        (whole[:-9], FORM, "upload-malformed"),
        (b"nonsense", FORM, "upload-malformed"),
        (form(('name="file"', b"x")), FORM, "invalid-request"),
        (form(('name="a"; filename="a"', b"x"), ('name="b"; filename="b"', b"x")), FORM, "invalid-request"),
        (form((f'name="a"; filename="{"x" * 5000}"', b"x")), FORM, "upload-malformed"),
    ):
        problem(await loans.client.post("/v1/pictures", content=sent, headers=headers), 422, slug)
    too_large = await loans.client.post("/v1/pictures", content=b"x" * 1024 * 1024 + b"x", headers=FORM)
    problem(too_large, 413, "body-too-large")
