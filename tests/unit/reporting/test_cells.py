"""Every figure of every form carries what it was counted from, and counts exactly that."""
