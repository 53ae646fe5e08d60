"""The register of sealed documents, on real PostgreSQL and Redis."""
