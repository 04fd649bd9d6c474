"""Uses a command on a terminal of its own, step by step: terminal-session.py STEPS COMMAND...

STEPS is a JSON list; each step is a list of a word and its arguments:
  await TEXT        until the terminal has printed TEXT (after what the last await found)
  type TEXT         types it
  size ROWS COLS    changes the window, as a terminal emulator does
  signal NAME       sends it to the command
  raw, cooked       until the terminal is in that mode
  cook              puts the terminal into its first mode, as a shell does when it takes it back
  stopped           until the command is stopped
  hang up           closes the terminal
A terminal that is not as it was at the end is told as `terminal: raw` or `terminal: changed`, with status 99; 98: it ended before a step. What it printed goes to stdout; the exit
status is the command's. Nothing has a time limit: whoever runs this has one.
"""
import fcntl, json, os, pty, select, signal, struct, sys, termios, time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
first = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.close(master)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(slave, fd)
    os.close(slave)
    os.execvp(command[0], command)

printed = b""
status = None


def look(seconds):
    """Takes what is printed, and the command's end."""
    global printed, status
    if master is not None and select.select([master], [], [], seconds)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        printed += data
        os.write(1, data)
    elif master is None:
        time.sleep(seconds)
    if status is None:
        ended, result = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            status = result


def until(condition, what):
    while not condition():
        if status is not None:
            look(0.05)
            if condition():
                return
            print("it ended before: " + what)
            sys.exit(98)
        look(0.02)


def mode():
    return "cooked" if termios.tcgetattr(slave)[3] & termios.ICANON else "raw"


def state():
    return open("/proc/%d/stat" % pid).read().rsplit(") ", 1)[1][0]


for word, *arguments in steps:
    if word == "await":
        text = arguments[0].encode()
        until(lambda: text in printed, arguments[0])
        printed = printed.split(text, 1)[1]
    elif word == "type":
        os.write(master, arguments[0].encode())
    elif word == "size":
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", int(arguments[0]), int(arguments[1]), 0, 0))
    elif word == "signal":
        os.kill(pid, getattr(signal, "SIG" + arguments[0]))
    elif word in ("raw", "cooked"):
        until(lambda: mode() == word, word)
    elif word == "cook":
        termios.tcsetattr(slave, termios.TCSANOW, first)
    elif word == "stopped":
        until(lambda: state() == "T", word)
    elif word == "hang up":
        os.close(slave)
        os.close(master)
        master = slave = None
    else:
        sys.exit("unknown step " + word)
while status is None:
    look(0.05)
while master is not None and select.select([master], [], [], 0.05)[0]:
    look(0)
if slave is not None and termios.tcgetattr(slave) != first:
    print("terminal: " + ("raw" if mode() == "raw" else "changed"))
    sys.exit(99)
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
