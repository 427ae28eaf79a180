"""ALLPLAN Bimplus: teams, projects, documents and attachments."""
