"""What is in a file: read off the GUI thread, bounded; nothing is executed, no reference followed."""
