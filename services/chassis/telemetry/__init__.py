"""Traces, metrics and logs. No personal data in any of them: attribute names and log keys are checked."""
