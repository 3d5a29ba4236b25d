"""InspectionService, ProcedureReviewService and InitiativeService: the same use cases as HTTP."""
