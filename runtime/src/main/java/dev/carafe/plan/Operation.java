package dev.carafe.plan;

/**
 * An operation of an init program; {@code native/src/operations.def} is the table of them, and says
 * what each one and its arguments mean.
 */
public sealed interface Operation
        permits DescriptorOperation,
                ChangeOperation,
                ChannelOperation,
                CloneOperation,
                IdentityOperation,
                MountOperation,
                RootOperation,
                WaitOperation,
                ProcessOperation,
                PolicyOperation,
                LabelOperation {

    /** The operation's row in the table. */
    OperationType type();

    /** Hands over the arguments, in the order of the row's signature. */
    void describe(Arguments arguments);
}
