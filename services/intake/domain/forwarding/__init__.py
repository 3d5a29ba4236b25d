"""Papers taken in at a site or agency that is not the competent one (tiếp nhận phi địa giới)."""
