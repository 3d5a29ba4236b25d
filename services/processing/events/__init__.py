"""What processing tells others, what it makes of what they tell, and what time itself brings about."""
