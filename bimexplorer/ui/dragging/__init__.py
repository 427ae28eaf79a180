"""Dragging out of the window, over it and into it."""
