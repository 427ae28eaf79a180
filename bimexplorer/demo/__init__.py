"""Stand-in servers for `--demo` and for the tests: real HTTP, own process, own state.

They are built from the vendors' specifications, not from what this program's clients happen to send, and
import nothing of the program. `python -m bimexplorer.demo --help` lists the options; `faults` describes
how to make a server misbehave.
"""
