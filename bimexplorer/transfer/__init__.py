"""The transfer queue: what to send next (plan), on which files (local), by whom (queue)."""
