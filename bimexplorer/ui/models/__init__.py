"""Models over `Cloud.children`: the paging is written once, in `paged`, for the tree and for the contents."""
