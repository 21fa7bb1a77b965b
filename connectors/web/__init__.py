"""The web page: a chat of its own, without any account."""
