"""Result files.

AttachResult        who has an open step: a version more, sealed in the vault, its SHA-256 told to others
SignResult          who decided, a leader, who has an open step: the gateway signs the digest
ListResults, ReadResult
                    whoever sees the case; intake, which hands it over
"""

from processing.application.results.attach_result import AttachResult, AttachResultHandler
from processing.application.results.read_results import ReadResultsHandler
from processing.application.results.results import ResultUseCases
from processing.application.results.sign_result import SignResult, SignResultHandler

__all__ = [
    "AttachResult",
    "AttachResultHandler",
    "ReadResultsHandler",
    "ResultUseCases",
    "SignResult",
    "SignResultHandler",
]
