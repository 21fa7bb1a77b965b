"""What the operator runs: settings, log, processes. Knows none of the parts it runs."""
