"""Providers of short messages, each described by a file of its own and served by one client.

description   what such a file may say, read and checked at the start
pointers      values into and out of JSON documents (RFC 6901)
pace          so many messages a second, the single ones first
http          the client
"""
