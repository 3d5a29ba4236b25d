"""Pages rendered on the server: one look, no script, and forms that nobody else can send in a visitor's name.

chrome.py     templates, answers with their headers, the style sheet, refusals as pages
visitor.py    who looks (cookie or bearer token), in which language, and what he was just told
forms.py      what was typed, and what is wrong with it, field by field
forgery.py    the token of a session's forms
wording.py    local dates and numbers
site.py       the pages there are, for the navigation
templates/    layout.html, parts.html (form components), refusal.html, motcua.css
"""
