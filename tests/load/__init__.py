"""Speed and size of motcua, beside the limits of the machine in the same run: ``python -m load.bench``."""
