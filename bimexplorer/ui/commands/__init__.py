"""What the window's commands do, and what of it is told to the rows."""
