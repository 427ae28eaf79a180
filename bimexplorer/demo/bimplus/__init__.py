"""A stand-in Allplan Bimplus: one server for API and OpenID Connect sign-in (`server.BimplusStandIn`).

Built from the vendor's public pages of the project, attachment and revision services. Where they are silent
or contradict each other, a docstring says "A guess:" and what was decided.
"""
