"""HTTP: requests, routes, answers. OpenAPI comes from these."""
