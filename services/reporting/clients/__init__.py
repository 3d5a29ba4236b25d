"""What reporting asks of others: departments of intake, ledgers of all, deliveries of notify, the stream."""
