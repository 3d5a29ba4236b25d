"""The HTTP edge: one application factory, one error vocabulary (RFC 9457), paging, versions, idempotency."""
