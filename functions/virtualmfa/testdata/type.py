"""type.py PROMPT TEXT COMMAND...: runs a command at a terminal, and types a line
when it asks for it."""
import os
import pty
import sys
import termios
import time

child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
shown, typed = b"", False
while True:
    try:
        read = os.read(terminal, 4096)
    except OSError:  # how Linux says that the other end is closed
        break
    if not read:
        break
    shown += read
    if sys.argv[1].encode() in shown and not typed:
        while termios.tcgetattr(terminal)[3] & termios.ECHO:  # it is about to turn the echo off
            time.sleep(0.01)
        os.write(terminal, sys.argv[2].encode() + b"\n")
        typed = True
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
