"""Everything that is seen. With `bimexplorer.app` the only place that imports Qt."""
