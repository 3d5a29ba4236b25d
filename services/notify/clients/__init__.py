"""What notify asks of others: contacts and names of intake, the mail server, the stream; and its own
templates."""
