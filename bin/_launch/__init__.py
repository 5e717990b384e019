"""What bin/up, bin/manage, bin/test and bin/bench share: the standard library only, Linux, Python 3.11+.

environment  the virtual environment and what is installed in it
places       DATA_DIR, the servers' home inside it, the sockets' folder, the account the servers run as
processes    starting, finding and ending processes
postgres, valkey   one embedded server each, healed before it starts
servers      sharing the two servers between several commands on one DATA_DIR
static_files collecting and compressing them when they changed
up, command, checks   what a person types
"""
