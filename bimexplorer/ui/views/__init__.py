"""The views of the window: the tree, the contents, the address bar, the start page."""
