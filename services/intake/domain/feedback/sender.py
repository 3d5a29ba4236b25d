"""Who sent feedback and what was written. All of it is sealed at rest; the sender is kept from those complained of."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.errors import Problem, invalid
from intake.domain.applicant import ADDRESS_MAX, NAME_MAX
from intake.domain.feedback.vocabulary import FeedbackForm

TITLE_MAX, CONTENT_MAX, ANSWER_MAX = 200, 4000, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """name, address, and phone or e-mail are what art. 7 of ND20 asks for; empty where the sender gave none."""

    name: str
    address: str
    phone: str
    email: str

    @property
    def is_complete(self) -> bool:
        """Whether it meets art. 7."""
        return bool(self.name and self.address and (self.phone or self.email))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFile:
    """Everything about one piece of feedback that is sealed. note: why it was classified so, or why not taken."""

    sender: Sender
    title: str
    content: str
    tracking_secret: str
    note: str = ""
    answer: str = ""


def check_file(file: FeedbackFile, form: FeedbackForm) -> None:
    """Raises ``invalid-request`` with every field that cannot be taken; never quotes it.

    What comes on paper or by phone is recorded as it is, also without a sender: classifying it (A) says so.
    """
    wrong: dict[str, str] = {}
    if not 1 <= len(file.title) <= TITLE_MAX:
        wrong["title"] = f"say in one line what it is about, 1 to {TITLE_MAX} characters"
    if not 1 <= len(file.content) <= CONTENT_MAX:
        wrong["content"] = f"1 to {CONTENT_MAX} characters, in Vietnamese, clear (ND20 art. 7)"
    if len(file.sender.name) > NAME_MAX:
        wrong["sender.name"] = f"at most {NAME_MAX} characters"
    if len(file.sender.address) > ADDRESS_MAX:
        wrong["sender.address"] = f"at most {ADDRESS_MAX} characters"
    if form is FeedbackForm.ONLINE:
        wrong |= _lacking(file.sender)
    if wrong:
        raise _refused(wrong)


def _lacking(sender: Sender) -> dict[str, str]:
    lacking = {}
    if not sender.name:
        lacking["sender.name"] = "needed (ND20 art. 7); it is kept from those you complain of"
    if not sender.address:
        lacking["sender.address"] = "needed (ND20 art. 7)"
    if not (sender.phone or sender.email):
        lacking["sender.phone"] = "a phone number or an e-mail address is needed for the answer (ND20 art. 7)"
    return lacking


def _refused(wrong: dict[str, str]) -> Problem:
    problem = invalid("invalid-request", "The feedback cannot be taken as it is; see the fields.")
    problem.fields = wrong
    return problem
