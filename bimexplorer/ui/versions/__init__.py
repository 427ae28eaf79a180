"""Two contents of one file beside each other: `kinds` knows how each is compared and shown."""
