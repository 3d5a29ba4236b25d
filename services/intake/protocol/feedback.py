"""Which feedback, as events and answers say it."""

from __future__ import annotations

from intake.domain.feedback.facts import FeedbackRef
from motcua.common.v1 import feedback_pb2 as words


def feedback_ref(about: FeedbackRef) -> words.FeedbackRef:
    """No sender, no official, nothing that was written."""
    return words.FeedbackRef(
        feedback_id=about.id,
        code=about.code,
        agency=about.agency,
        handler=about.handler,
        kind=words.FeedbackKind.Value(f"FEEDBACK_KIND_{about.kind.name}"),
        matter=words.FeedbackMatter.Value(f"FEEDBACK_MATTER_{about.matter.name}"),
        form=words.FeedbackForm.Value(f"FEEDBACK_FORM_{about.form.name}"),
        dossier_id=about.dossier_id,
    )
