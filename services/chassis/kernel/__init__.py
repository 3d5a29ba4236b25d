"""What is true whoever asks: errors, clocks, ids, actors, working time. Standard library only, no I/O."""
