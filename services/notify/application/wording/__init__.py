"""The texts of messages, to look at before and after they change.

ListTemplates      which texts are there, in which version?      GET /v1/message-templates, page /hop-thu/mau-tin
PreviewTemplate    how does one look, with made-up values?       GET /v1/message-templates/{key}/preview
"""

from notify.application.wording.list_templates import ListTemplatesHandler
from notify.application.wording.preview_template import Preview, PreviewTemplate, PreviewTemplateHandler

__all__ = ["ListTemplatesHandler", "Preview", "PreviewTemplate", "PreviewTemplateHandler"]
