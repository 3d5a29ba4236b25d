"""notify's database: tables, repositories, reads, migrations. SQLite and PostgreSQL alike. No contact
data."""
