"""What is generated for operators: the chart's schema, README and routes, and the manifests."""
