"""Notes on a case.

WriteNote           people who see the case
ListNotes           whoever sees the case
"""

from processing.application.notes.notes import ListNotesHandler, NoteUseCases, WriteNote, WriteNoteHandler

__all__ = ["ListNotesHandler", "NoteUseCases", "WriteNote", "WriteNoteHandler"]
