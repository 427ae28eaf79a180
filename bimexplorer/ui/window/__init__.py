"""The window: its parts and how they are joined, commands, menus, docks, the line at the bottom."""
