package dev.carafe.plan;

import dev.carafe.spec.ConsoleSize;
import dev.carafe.spec.ProcessSpec;
import java.nio.file.Path;

/** The pseudoterminal of {@code process.terminal}. */
final class Terminal {
    private static final String POINTER = "/process/terminal";

    private final Context context;
    private int socket = Program.NO_SLOT;

    Terminal(Context context) {
        this.context = context;
    }

    /** Connects to where the terminal's other side goes. */
    void connect() {
        ProcessSpec process = context.config().process();
        boolean hasSocket = context.request().consoleSocket().isPresent();
        if (process == null || !process.terminal()) {
            if (hasSocket) {
                context.program()
                        .problem(POINTER, "a console socket is of no use without a terminal");
            }
            return;
        }
        if (!hasSocket && context.request().foreground().isEmpty()) {
            context.program()
                    .problem(
                            POINTER,
                            "cannot allocate tty if runc will detach without setting console socket");
            return;
        }
        socket = context.program().newSlot();
        String path = context.request().consoleSocket().map(Path::toString).orElse("");
        context.program().host(new DescriptorOperation.ConnectSocket(socket, path), POINTER);
    }

    /** Opens the terminal in the container. */
    void open() {
        ProcessSpec process = context.config().process();
        if (socket == Program.NO_SLOT || process == null) {
            return;
        }
        Foreground size = size(process);
        context.program()
                .init(new RootOperation.OpenConsole(socket, size.rows(), size.columns()), POINTER);
    }

    /**
     * The size of the terminal that is looked at, where there is one: the client would change to it
     * after a moment, and the process would see that as a change of its window.
     */
    private Foreground size(ProcessSpec process) {
        Foreground client = context.request().foreground().orElse(Foreground.NO_TERMINAL);
        if (context.request().consoleSocket().isEmpty() && client.hasTerminal()) {
            return client;
        }
        // A size without one of the two says nothing.
        return process.consoleSize() instanceof ConsoleSize(var height, var width)
                        && height != 0
                        && width != 0
                ? new Foreground((int) height, (int) width)
                : Foreground.NO_TERMINAL;
    }
}
