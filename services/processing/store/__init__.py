"""Processing's own database: tables, repositories behind the application's ports, migrations. PostgreSQL and SQLite."""
