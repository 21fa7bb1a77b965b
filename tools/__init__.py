"""What keeps the repository in order; nothing here runs in service."""
