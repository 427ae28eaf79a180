"""How things look and read: theme, icons, formats, languages, labels."""
