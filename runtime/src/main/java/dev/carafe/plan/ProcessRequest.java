package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;
import java.util.Optional;

/** What a caller asks for of a process, beside what describes it. */
public sealed interface ProcessRequest permits LaunchRequest, JoinRequest {
    /** The container's id. */
    String id();

    /** Absolute path of the bundle. */
    Path bundle();

    /** The control groups that the process gets into; they exist when the program runs. */
    CgroupDirectories cgroups();

    /** {@code --console-socket}; the client's own relay when empty. */
    Optional<Path> consoleSocket();

    /** The client that stays with the process; empty when it leaves. */
    Optional<Foreground> foreground();

    /** {@code --preserve-fds}. */
    int preservedDescriptors();

    /** What the caller was given by its service manager. */
    ServiceManager serviceManager();

    /** Whether the container has a session keyring of its own. */
    boolean newKeyring();
}
