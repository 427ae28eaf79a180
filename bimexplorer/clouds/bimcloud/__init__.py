"""GRAPHISOFT BIMcloud, generations 2023.2 (OAuth2) and 2020.2 (session id)."""
