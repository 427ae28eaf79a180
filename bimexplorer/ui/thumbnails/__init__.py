"""Small pictures of image files, for views that show icons.

`thumbnails` decides what is needed and when; `fetching` makes one on a worker thread; `store` keeps them on
this computer.
"""
