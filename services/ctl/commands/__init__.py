"""What one can type. Each module is one command or one group of them; ``ctl.__main__`` lists them all."""
