"""Many steps at once: assigned, completed or returned, each for itself.

RunBatch            whoever may do it to the single step; what is refused does not hold up the rest
"""

from processing.application.batches.run_batch import (
    MOST_ITEMS,
    BatchAction,
    BatchItem,
    Outcome,
    RunBatch,
    RunBatchHandler,
)

__all__ = ["MOST_ITEMS", "BatchAction", "BatchItem", "Outcome", "RunBatch", "RunBatchHandler"]
