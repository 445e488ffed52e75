"""Where untrusted files are opened: limits, sandbox, pool."""
