"""Parts of the window that show one thing and can be used by themselves."""
