"""What the queue remembers through crashes and restarts: SQLite in the profile."""
