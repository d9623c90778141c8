"""Rows in: batches, revisions, the outbox, COPY."""
