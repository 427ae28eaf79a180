"""Windows that ask one thing. They are opened with `open()`, never `exec()`."""
