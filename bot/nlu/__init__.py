"""The understanding process: the only code that imports Rasa. Python 3.10; it opens no network.

It is asked one question, what a message means, and must never learn who asks or keep what it read.
"""
