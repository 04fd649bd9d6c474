package dev.carafe.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code --pidfd-socket}: whoever listens there gets a pidfd of the process, which stays his
 * whatever becomes of the pid.
 */
final class PidfdSocket {
    /** What runc sends along, by which a listener tells the two. */
    enum Sender {
        INIT("standard"),
        EXEC("setns");

        private final String text;

        Sender(String text) {
            this.text = text;
        }
    }

    private final ProgramBuilder program;
    private final Optional<Path> path;
    private int slot = Program.NO_SLOT;

    PidfdSocket(ProgramBuilder program, Optional<Path> path) {
        this.program = program;
        this.path = path;
    }

    /** Connects, with the rights and in the namespaces of the caller. */
    void connect() {
        path.ifPresent(socket -> {
            slot = program.newSlot();
            program.host(new DescriptorOperation.ConnectSocket(slot, socket.toString()), "");
        });
    }

    /** Sends it; to be done before init's system calls are filtered. */
    void send(Sender sender) {
        if (path.isPresent()) {
            program.init(new WaitOperation.SendPidfd(slot, sender.text), "");
        }
    }
}
