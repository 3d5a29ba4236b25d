"""Real servers and databases for the tests, and the few things several suites need."""
