package dev.carafe.plan;

import java.nio.file.Path;

/**
 * Where init waits when it has done everything else: for the start that will come, or the commit.
 */
final class WaitingPlaces {
    private final ProgramBuilder program;
    private final Release release;
    private int gate = Program.NO_SLOT;
    private int report = Program.NO_SLOT;

    WaitingPlaces(Context context, LaunchRequest request) {
        this.program = context.program();
        this.release = request.release();
    }

    /** Opens the two FIFOs between init and a start. */
    void open() {
        if (!(release instanceof Release.AtStart(Path gatePath, Path reportPath))) {
            return;
        }
        gate = program.newSlot();
        report = program.newSlot();
        // Neither open waits for the other end: nobody is there until start.
        program.host(
                new DescriptorOperation.OpenFile(
                        gate, gatePath.toString(), HostFile.READ_ONLY | HostFile.NON_BLOCKING),
                "");
        // A FIFO without a reader cannot be opened for writing alone.
        program.host(
                new DescriptorOperation.OpenFile(
                        report, reportPath.toString(), HostFile.READ_WRITE),
                "");
    }

    /** Waits. */
    void add() {
        if (release instanceof Release.AtCommit(Path written, Path record)) {
            // The client asks for it when init is ready, after all else that it does to init.
            program.add(
                    Phase.LATE,
                    new WaitOperation.Commit(written.toString(), record.toString()),
                    "");
        } else {
            program.init(new WaitOperation.Gate(gate, report), "");
        }
    }
}
