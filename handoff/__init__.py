"""What holds a conversation, and what the counsellor meets."""
