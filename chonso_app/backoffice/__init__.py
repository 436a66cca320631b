"""What keeps the house in order: looking up a phiếu, the audit log, the job queue, health."""
