"""The history of the schema (Alembic). Expand first, contract a release later: old code runs on the new schema."""
