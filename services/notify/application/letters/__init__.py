"""Dead letters of all services in one place: seen, looked into, sent again, dropped.

ListDeadLetters     what waits for a person, of all services, newest first
GetDeadLetter       one, with the bytes of its event
ResendDeadLetter    apply it now, in its service
DropDeadLetter      close it unapplied
RepublishMissing    have the publisher send an event again that never came
"""

from notify.application.letters.decide import DecideHandler, DropDeadLetter, RepublishMissing, ResendDeadLetter
from notify.application.letters.list_letters import GetDeadLetter, LetterPage, ListDeadLetters, ListDeadLettersHandler

__all__ = [
    "DecideHandler",
    "DropDeadLetter",
    "GetDeadLetter",
    "LetterPage",
    "ListDeadLetters",
    "ListDeadLettersHandler",
    "RepublishMissing",
    "ResendDeadLetter",
]
