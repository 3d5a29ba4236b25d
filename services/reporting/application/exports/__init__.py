"""Reports as files: spreadsheet, letter, document, JSON."""
