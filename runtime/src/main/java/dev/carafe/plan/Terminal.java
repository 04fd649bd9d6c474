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
        if (!hasSocket && !context.request().foreground()) {
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
        int rows = 0;
        int columns = 0;
        if (process.consoleSize() instanceof ConsoleSize(var height, var width)) {
            // A size without one of the two says nothing.
            rows = width == 0 ? 0 : (int) height;
            columns = height == 0 ? 0 : (int) width;
        }
        context.program().init(new RootOperation.OpenConsole(socket, rows, columns), POINTER);
    }
}
