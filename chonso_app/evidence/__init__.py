"""What proves an activation years later: bundle, export, verification, retention, erasure."""
