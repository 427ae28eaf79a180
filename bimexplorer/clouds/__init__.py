"""The services, one folder each, behind the one protocol in `base.py`."""
