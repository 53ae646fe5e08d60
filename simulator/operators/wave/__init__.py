"""Wave: checkout sessions, reconciliation reads, signed webhooks."""
