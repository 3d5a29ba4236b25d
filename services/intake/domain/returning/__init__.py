"""How a result reaches the applicant: at the counter, by post in two steps, or online at once."""
