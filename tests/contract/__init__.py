"""Our adapters against the sandbox over real HTTP and SMTP: both must speak the same bytes."""
