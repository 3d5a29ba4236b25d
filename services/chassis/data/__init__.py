"""One set of tables on two databases: columns, transactions, migrations. Mechanisms only; no service's
policy.
"""
