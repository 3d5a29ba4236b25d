"""Drafts: a filing that is not finished yet, kept sealed for its owner. No event, no code, no clock.

SaveDraft           applicant, receptionist        a new one
UpdateDraft         owner                          all of it anew, under its version
GetDraft            owner                          with what is still missing
ListDrafts          owner
DeleteDraft         owner
SubmitDraft         owner                          becomes a dossier, exactly once
SweepDrafts         by itself
"""
