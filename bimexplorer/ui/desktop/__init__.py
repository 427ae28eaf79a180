"""What happens around the window: notifications, progress in the taskbar, the network."""
