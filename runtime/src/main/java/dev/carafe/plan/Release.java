package dev.carafe.plan;

import java.nio.file.Path;

/** What lets an init that has done everything else go on to its process. */
public sealed interface Release {
    /**
     * A start, whenever it comes.
     *
     * @param gate path of the FIFO that start writes to
     * @param report path of the FIFO that init reports failures to
     */
    record AtStart(Path gate, Path report) implements Release {}

    /**
     * The commit, which the client does as soon as init is ready: for a run, whose start follows
     * the create at once. No FIFO is made, and nobody is waited for.
     *
     * @param written path of the record as it was written
     * @param record its path once the container is there
     */
    record AtCommit(Path written, Path record) implements Release {}
}
