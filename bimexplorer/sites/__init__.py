"""Sites: remembered connections, their secrets in the keychain, and how one signs in."""
