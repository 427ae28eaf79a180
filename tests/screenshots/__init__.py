"""Pictures of the window's main states, to be looked at: `python -m tests.screenshots DIR`."""
