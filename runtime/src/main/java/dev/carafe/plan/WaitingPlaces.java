package dev.carafe.plan;

/** The two FIFOs between an init that was created and the start that will come. */
final class WaitingPlaces {
    private final Context context;
    private int gate = Program.NO_SLOT;
    private int report = Program.NO_SLOT;

    WaitingPlaces(Context context) {
        this.context = context;
    }

    /** Opens both. */
    void open() {
        ProgramBuilder program = context.program();
        gate = program.newSlot();
        report = program.newSlot();
        // Neither open waits for the other end: nobody is there until start.
        program.host(
                new DescriptorOperation.OpenFile(
                        gate,
                        context.request().gate().toString(),
                        HostFile.READ_ONLY | HostFile.NON_BLOCKING),
                "");
        // A FIFO without a reader cannot be opened for writing alone.
        program.host(
                new DescriptorOperation.OpenFile(
                        report, context.request().report().toString(), HostFile.READ_WRITE),
                "");
    }

    /** Waits for start. */
    void waitForStart() {
        context.program().init(new WaitOperation.Gate(gate, report), "");
    }
}
