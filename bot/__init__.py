"""What the child meets: reading, dialogue, reviewed content. Knows no channel and no counsellor."""
