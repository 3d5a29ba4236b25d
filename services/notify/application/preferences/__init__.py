"""How people want to be told.

GetPreference   how am I told?                      GET /v1/preferences, page /hop-thu/lua-chon
SetPreference   in this language, by these ways     PUT /v1/preferences, page /hop-thu/lua-chon
"""

from notify.application.preferences.get_preference import GetPreferenceHandler
from notify.application.preferences.set_preference import SetPreference, SetPreferenceHandler

__all__ = ["GetPreferenceHandler", "SetPreference", "SetPreferenceHandler"]
