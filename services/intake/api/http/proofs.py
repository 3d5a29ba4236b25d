"""The proof that a dossier's history is under a signed root, for whoever holds its receipt."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from chassis.history.proof import plain
from chassis.history.proofs import Proofs
from chassis.http.deps import OptionalActorDep
from chassis.http.limits import Guesses
from chassis.kernel.errors import Kind, Problem
from intake.api.http.tracking import SECRET
from intake.application import TrackDossier, TrackingUnknown, UseCases


class ProofOut(BaseModel):
    """Digests alone, hexadecimal; docs/operate/tamper-evidence.md says how to check it without asking anyone."""

    format: str
    service: str
    subject: str = Field(description="id of the dossier")
    entries: list[dict[str, str]] = Field(description="the chain from its first entry to the last that is signed")
    leaf: int = Field(description="place of the last entry in the tree of the day, from 0")
    path: list[str] = Field(description="from the leaf to the root: RFC 9162 section 2.1.3")
    root: dict[str, Any] = Field(description="the signed statement")


class ProofNotYet(Problem):
    def __init__(self) -> None:
        detail = "No signed day covers this dossier yet; ask again tomorrow."
        super().__init__("proof-not-yet", Kind.NOT_FOUND, detail)


def router(use_cases: UseCases, proofs: Proofs, guesses: Guesses) -> APIRouter:
    made = APIRouter(prefix="/v1/tracking", tags=["Tra cứu · Tracking"])

    @made.get("/{code}/proof", response_model=ProofOut, summary="Bằng chứng dấu vết · Proof of the history")
    async def prove_history(request: Request, code: str, _actor: OptionalActorDep, secret: SECRET = "") -> Response:
        """Code and secret of the receipt in; out comes what shows that nothing of the dossier's history was changed
        since it was signed, to be kept and checked by anybody. No personal data. 404 `tracking-unknown`, or
        `proof-not-yet` before its first day is over."""
        with guesses.counted(request, TrackingUnknown):
            tracked = await use_cases.track(TrackDossier(code=code, secret=secret))
        proof = await proofs.of(tracked.dossier.id)
        if proof is None:
            raise ProofNotYet
        return JSONResponse(plain(proof), headers={"Cache-Control": "no-store"})

    return made
