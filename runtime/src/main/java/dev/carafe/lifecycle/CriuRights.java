package dev.carafe.lifecycle;

/** Whether criu(8) can do anything for the caller. */
final class CriuRights {
    private CriuRights() {}

    /**
     * Refuses an ordinary user, before criu does so in its log.
     *
     * @param command that was asked for
     * @throws RequestException when the caller is not root
     */
    static void require(Site site, String command) {
        if (site.facts().uid() != 0) {
            throw new RequestException(
                    "%s needs root: criu(8) saves and makes processes as no ordinary user may"
                            .formatted(command));
        }
    }
}
