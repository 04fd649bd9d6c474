package dev.carafe.plan;

/** The two FIFOs between an init that was created and the start that will come. */
final class WaitingPlaces {
    private final ProgramBuilder program;
    private final LaunchRequest request;
    private int gate = Program.NO_SLOT;
    private int report = Program.NO_SLOT;

    WaitingPlaces(Context context, LaunchRequest request) {
        this.program = context.program();
        this.request = request;
    }

    /** Opens both. */
    void open() {
        gate = program.newSlot();
        report = program.newSlot();
        // Neither open waits for the other end: nobody is there until start.
        program.host(
                new DescriptorOperation.OpenFile(
                        gate,
                        request.gate().toString(),
                        HostFile.READ_ONLY | HostFile.NON_BLOCKING),
                "");
        // A FIFO without a reader cannot be opened for writing alone.
        program.host(
                new DescriptorOperation.OpenFile(
                        report, request.report().toString(), HostFile.READ_WRITE),
                "");
    }

    /** Waits for start. */
    void waitForStart() {
        program.init(new WaitOperation.Gate(gate, report), "");
    }
}
