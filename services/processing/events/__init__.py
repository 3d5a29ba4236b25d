"""What processing tells others, and what it makes of what they tell."""
