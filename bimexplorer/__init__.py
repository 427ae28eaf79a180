"""BIM Explorer: a desktop file manager for GRAPHISOFT BIMcloud and ALLPLAN Bimplus."""

__version__ = "0.1.0"
