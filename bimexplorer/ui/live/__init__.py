"""What others change shows up by itself: what is open is read again, as often as it is worth it.

`live` asks, at the pace of `pace`, the change feed (`feed`) or the listing; `steady` keeps rows, current row
and place in the view still while the answer is worked in; `marks` shows for a while what was new.
"""
