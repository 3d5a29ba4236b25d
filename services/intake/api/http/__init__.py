"""The HTTP API of intake, as routers."""

from __future__ import annotations

from fastapi import APIRouter

from chassis.history.proofs import Proofs
from chassis.http.limits import Guesses
from chassis.kernel.clock import Clock
from intake.api.http import (
    actions,
    catalogue,
    documents,
    dossiers,
    drafts,
    exports,
    feedback,
    feedback_handling,
    fees,
    forms,
    law,
    law_packs,
    lists,
    proofs,
    reads,
    register_book,
    result_corrections,
    returns,
    taking_in,
    tracking,
)
from intake.api.http.shapes import DossierShapes
from intake.application import UseCases
from intake.application.law_in_force import LawInForce


def routers(
    use_cases: UseCases, in_force: LawInForce, clock: Clock, history: Proofs, guesses: Guesses | None = None
) -> tuple[APIRouter, ...]:
    """Every route of intake. history: proofs of it. guesses: of tracking secrets, counted together with those on
    pages."""
    shapes, guesses = DossierShapes(in_force, clock), guesses or Guesses()
    return (
        lists.router(use_cases, shapes, in_force),
        dossiers.router(use_cases, shapes),
        actions.router(use_cases, shapes),
        tracking.router(use_cases, in_force, guesses),
        proofs.router(use_cases, history, guesses),
        catalogue.router(use_cases),
        taking_in.router(use_cases, shapes),
        law.router(use_cases),
        law_packs.router(use_cases),
        feedback.router(use_cases, clock, guesses),
        feedback_handling.router(use_cases, clock),
        fees.router(use_cases),
        returns.router(use_cases, shapes),
        result_corrections.router(use_cases),
        forms.router(use_cases),
        documents.router(use_cases, shapes),
        drafts.router(use_cases, shapes),
        reads.router(use_cases, in_force),
        exports.router(use_cases, in_force),
        register_book.router(use_cases, in_force),
    )
