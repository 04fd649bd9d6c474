package dev.carafe.lifecycle;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;

/**
 * sd_notify(3): a service's container tells the service manager when it is ready. The client does
 * the telling, since the manager believes only processes of the service.
 *
 * @param site where the container is
 */
record Readiness(Site site) {
    /**
     * Has the client listen to the container, before its process runs, where it was created with a
     * socket and the caller has a service manager. A manager that cannot be reached is a warning:
     * as in runc, the container runs all the same.
     *
     * @return whether it does
     */
    boolean listen(ContainerRecord container) {
        Optional<String> manager = site.client().invocation().notifySocket();
        if (manager.isEmpty()) {
            return false;
        }
        var directory = container.directory().notifyDirectory();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            site.diagnostics()
                    .warn(
                            "NOTIFY_SOCKET is set, but was not when the container was created: its"
                                    + " process cannot tell when it is ready");
            return false;
        }
        try {
            site.client().listenForReadiness(directory, manager.get(), container.init().pid());
            return true;
        } catch (LaunchFailedException e) {
            site.diagnostics()
                    .warn(
                            "nobody is told when the container is ready: "
                                    + FailureText.reason(e.failure()));
            return false;
        }
    }
}
