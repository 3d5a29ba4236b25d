"""reporting's database: tables, repositories, reads, migrations. SQLite and PostgreSQL alike."""
