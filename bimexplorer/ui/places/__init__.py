"""Sites and folders as places: going there, going back, home, what is remembered."""
