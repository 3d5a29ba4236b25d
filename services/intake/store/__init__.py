"""Intake's own database: tables, the mapping of dossiers to rows, repositories, reads, migrations."""
