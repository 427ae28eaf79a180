"""What `build.py` does: the frozen program, its trial, and the packages of each system."""
