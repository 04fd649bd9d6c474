package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a caller asks for, beside config.json.
 *
 * @param id the container's id
 * @param bundle absolute path of the bundle
 * @param release what init waits for
 * @param cgroups the container's control groups, which exist when the program runs
 * @param consoleSocket {@code --console-socket}; the client's own relay when empty
 * @param pidfdSocket {@code --pidfd-socket}
 * @param foreground the client that stays with the process; empty when it leaves
 * @param preservedDescriptors {@code --preserve-fds}
 * @param pivot false with {@code --no-pivot}
 * @param newKeyring false with {@code --no-new-keyring}
 * @param serviceManager what the caller was given by its service manager
 */
public record LaunchRequest(
        String id,
        Path bundle,
        Release release,
        CgroupDirectories cgroups,
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        Optional<Foreground> foreground,
        int preservedDescriptors,
        boolean pivot,
        boolean newKeyring,
        ServiceManager serviceManager)
        implements ProcessRequest {}
