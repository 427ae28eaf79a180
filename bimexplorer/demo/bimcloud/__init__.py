"""A stand-in BIMcloud: one manager and two blob servers (`server.BimcloudStandIn`), generations 2023.2 and
2020.2.
"""
