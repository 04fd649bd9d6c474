"""Runs a command on a terminal of its own: terminal.py ROWS COLUMNS INPUT COMMAND...

Copies what the terminal prints to stdout, types INPUT once something was printed, and leaves with the command's exit status.
"""
import fcntl, os, pty, struct, sys, termios

rows, columns, text, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(command[0], command)
while True:
    try:
        data = os.read(master, 4096)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
    if text:
        os.write(master, text.encode())
        text = ""
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
