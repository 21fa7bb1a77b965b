"""The channels: one file, one channel, one class. They know nothing but their own base."""
