"""What changed between two revisions of a model: followed, kept, grouped, told over time, exported. No Qt."""
