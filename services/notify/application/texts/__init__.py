"""What was sent, in its own words.

ShowSent   this message, as it was sent   GET /v1/deliveries/{id}/text, TextService
"""

from notify.application.texts.show_sent import SentText, ShowSent, ShowSentHandler

__all__ = ["SentText", "ShowSent", "ShowSentHandler"]
