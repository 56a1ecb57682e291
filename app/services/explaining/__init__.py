"""Questions that staff ask about what the office did by itself: one module a question. Nothing is written here.

What conditions say is read from the same functions that decide, so that an explanation cannot tell another story.
"""
