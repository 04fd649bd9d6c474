package dev.carafe.plan;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.Capability;
import org.jspecify.annotations.Nullable;

/**
 * {@code process.capabilities} as bit sets; absent means none at all.
 *
 * @param bounding what the process can ever get
 * @param effective what it has
 * @param permitted what it may make effective
 * @param inheritable what it may pass on to files that have it, too
 * @param ambient what it passes on to any file
 */
record CapabilitySets(
        long bounding, long effective, long permitted, long inheritable, long ambient) {
    static final String POINTER = "/process/capabilities";

    /** Those of the configuration that the kernel knows; others are warned about and left out. */
    static CapabilitySets of(
            @Nullable Capabilities capabilities, int lastCapability, ProgramBuilder program) {
        if (capabilities == null) {
            return new CapabilitySets(0, 0, 0, 0, 0);
        }
        long known = -1L >>> (Long.SIZE - 1 - lastCapability);
        long bounding = Capability.maskOf(capabilities.bounding());
        long effective = Capability.maskOf(capabilities.effective());
        long permitted = Capability.maskOf(capabilities.permitted());
        long inheritable = Capability.maskOf(capabilities.inheritable());
        long ambient = Capability.maskOf(capabilities.ambient());
        long unknown = (bounding | effective | permitted | inheritable | ambient) & ~known;
        if (unknown != 0) {
            program.warn(
                    POINTER,
                    "ignoring capabilities that this kernel does not have: "
                            + FlagNames.CAPABILITIES.format(unknown));
        }
        long raisable = permitted & inheritable;
        long refused = ambient & ~raisable & known;
        if (refused != 0) {
            program.warn(
                    POINTER + "/ambient",
                    "ignoring what is not both permitted and inheritable: "
                            + FlagNames.CAPABILITIES.format(refused));
        }
        return new CapabilitySets(
                bounding & known,
                effective & known,
                permitted & known,
                inheritable & known,
                ambient & raisable & known);
    }
}
