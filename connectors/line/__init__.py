"""LINE: one Official Account, by its Messaging API."""
